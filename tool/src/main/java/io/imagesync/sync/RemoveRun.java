package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.Limits;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.Removals;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import io.imagesync.plan.Removing;
import io.imagesync.plan.Rules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A run that removes images from nodes.
public final class RemoveRun implements Run {
    private final Surveyor surveyor;
    private final OpenNodes openNodes = new OpenNodes();
    private final Remover remover;
    private final Rules rules;
    private final Wish wish;
    private final @Nullable RemovalPlan agreed;
    private final Time time;
    private final EventListener events;
    private volatile boolean cancelled;

    /// @param rules of what may go, and from where
    /// @param agreed what somebody has seen before: nothing goes in addition; none where all may go
    public RemoveRun(
            Node.Opener opener,
            Rules rules,
            Wish wish,
            @Nullable RemovalPlan agreed,
            Limits limits,
            Time time,
            EventListener events) {
        this.surveyor = new Surveyor(opener, openNodes, limits, time, events);
        this.remover = new Remover(openNodes, limits, time, events);
        this.rules = rules;
        this.wish = wish;
        this.agreed = agreed;
        this.time = time;
        this.events = events;
    }

    @Override
    public SyncRun.End run(List<NodeName> nodes, boolean dryRun) throws InterruptedException {
        Instant started = time.now();
        long start = time.nanos();
        try (openNodes) {
            List<Survey> surveys = surveyor.survey(
                    nodes.stream()
                            .filter(node -> wish.asksAll() || rules.receives(node))
                            .toList(),
                    _ -> {});
            if (Survey.listed(surveys).isEmpty() && !cancelled) {
                return impossible(surveys, "no node could be read", "fix the nodes that were left out");
            }
            RemovalPlan plan = plan(surveys);
            events.on(new SyncEvent.RemovalPlanned(plan));
            Removals removals = new Removals(plan, List.of());
            if (!dryRun && !cancelled) {
                Optional<Failure> failure = wish.begin(plan, surveys, nodes);
                if (failure.isPresent()) {
                    return impossible(
                            surveys, failure.get().what(), failure.get().remedy());
                }
                List<Removal> ended = remover.remove(plan);
                removals = new Removals(plan, ended);
                wish.end(ended, surveys)
                        .ifPresent(why -> events.on(new SyncEvent.Warned(why.what() + "; " + why.remedy())));
            }
            RunReport report = new RunReport(
                    started,
                    time.since(start),
                    surveys,
                    () -> new Matrix(List.of(), List.of()),
                    new Plan(List.of(), List.of(), new TreeMap<>(), List.of(), List.of(), List.of()),
                    List.of(),
                    cancelled,
                    removals);
            events.on(new SyncEvent.Finished(report));
            return new SyncRun.End.Done(report);
        }
    }

    private RemovalPlan plan(List<Survey> surveys) throws InterruptedException {
        RemovalPlan plan = remover.plan(surveys, new Removing(rules, wish.choice(surveys, openNodes)));
        return agreed == null ? plan : plan.within(agreed);
    }

    private SyncRun.End impossible(List<Survey> surveys, String what, String remedy) {
        events.on(new SyncEvent.Impossible(what, remedy));
        return new SyncRun.End.NotPossible(surveys, what, remedy);
    }

    @Override
    public void cancel(String signal) {
        cancelled = true;
        events.on(new SyncEvent.Cancelling(signal));
        remover.stop();
        wish.stop();
        surveyor.stop();
    }
}
