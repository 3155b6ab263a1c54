package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Limits;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import io.imagesync.plan.Loading;
import io.imagesync.relay.Blobs;
import io.imagesync.relay.Relay;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// A run that brings images from files to the nodes that lack them.
public final class LoadRun implements Run {
    private final Surveyor surveyor;
    private final Puller puller;
    private final OpenNodes openNodes;
    private final Relays relays;
    private final Loading loading;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private volatile boolean cancelled;

    /// @param relay closed with the run
    /// @param files that have the images
    public LoadRun(
            Node.Opener opener,
            Relay relay,
            List<Blobs> files,
            Loading loading,
            Limits limits,
            Time time,
            EventListener events) {
        this.openNodes = new OpenNodes();
        this.relays = new Relays(relay, files, openNodes, limits, time, events);
        this.surveyor = new Surveyor(opener, openNodes, limits, time, events);
        this.puller = new Puller(openNodes, new Ways(relays, null, events), limits, time, events);
        this.loading = loading;
        this.limits = limits;
        this.time = time;
        this.events = events;
    }

    @Override
    public SyncRun.End run(List<NodeName> nodes, boolean dryRun) throws InterruptedException {
        Instant started = time.now();
        long start = time.nanos();
        try (openNodes;
                relays;
                puller) {
            List<Survey> surveys =
                    surveyor.survey(nodes.stream().filter(loading::receives).toList(), _ -> {});
            if (Survey.listed(surveys).isEmpty() && !cancelled) {
                SyncRun.End.NotPossible impossible = new SyncRun.End.NotPossible(
                        surveys, "no node could be read", "fix the nodes that were left out");
                events.on(new SyncEvent.Impossible(impossible.what(), impossible.remedy()));
                return impossible;
            }
            relays.tidy(dryRun ? List.of() : surveys);
            Plan plan = relays.sources().looked(loading.plan(surveys), Loading::withoutSource);
            events.on(new SyncEvent.Planned(plan));
            List<Outcome> outcomes = dryRun ? List.of() : execute(plan, surveys);
            RunReport report = new RunReport(
                    started,
                    time.since(start),
                    surveys,
                    () -> new Matrix(List.of(), List.of()),
                    plan,
                    outcomes,
                    cancelled);
            events.on(new SyncEvent.Finished(report));
            return new SyncRun.End.Done(report);
        }
    }

    private List<Outcome> execute(Plan plan, List<Survey> surveys) throws InterruptedException {
        DiskWarnings.of(plan, surveys, limits.disk()).forEach(text -> events.on(new SyncEvent.Warned(text)));
        openNodes.closeAllBut(plan.pulls().stream().map(Pull::node).collect(Collectors.toSet()));
        puller.add(plan.pulls(), surveys);
        return puller.finish();
    }

    @Override
    public void cancel(String signal) {
        cancelled = true;
        events.on(new SyncEvent.Cancelling(signal));
        puller.stop();
        surveyor.stop();
        relays.stop();
    }
}
