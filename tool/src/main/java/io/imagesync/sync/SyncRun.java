package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Limits;
import io.imagesync.model.Memory;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Removals;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import io.imagesync.plan.Pinning;
import io.imagesync.plan.Planner;
import io.imagesync.plan.Rules;
import io.imagesync.relay.Relay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A run that brings the nodes in step.
public final class SyncRun implements Run {
    /// How a run ended.
    public sealed interface End {
        <X extends Exception> RunReport orElseThrow(Function<NotPossible, X> otherwise) throws X;

        /// It came to its end, whatever the pulls came to.
        record Done(RunReport report) implements End {
            @Override
            public <X extends Exception> RunReport orElseThrow(Function<NotPossible, X> otherwise) {
                return report;
            }
        }

        /// Too few nodes could be read to know what is wanted.
        record NotPossible(List<Survey> surveys, String what, String remedy) implements End {
            @Override
            public <X extends Exception> RunReport orElseThrow(Function<NotPossible, X> otherwise) throws X {
                throw otherwise.apply(this);
            }
        }
    }

    private final Surveyor surveyor;
    private final Puller puller;
    private final OpenNodes openNodes;
    private final @Nullable Relays relays;
    private final @Nullable Pins pins;
    private final @Nullable NewestTags newest;
    private final Memory memory;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final EarlyPulls early = new EarlyPulls();
    private final Set<NodeName> remembered = new HashSet<>();
    private final List<Skip> heldBack = new ArrayList<>();
    private Rules rules;
    private boolean begunEarly;
    private @Nullable Remover remover;
    private volatile boolean cancelled;

    /// One that does nothing about what nodes have.
    ///
    /// @param relay closed with the run; none where all images come from their registries
    /// @param memory holds back what earlier runs know to be in vain
    public SyncRun(
            Node.Opener opener,
            @Nullable Relay relay,
            Rules rules,
            Memory memory,
            Limits limits,
            Time time,
            EventListener events) {
        this(opener, relay, rules, null, memory, limits, time, events);
    }

    /// @param upkeep where something is to be done about what nodes have
    public SyncRun(
            Node.Opener opener,
            @Nullable Relay relay,
            Rules rules,
            @Nullable Upkeep upkeep,
            Memory memory,
            Limits limits,
            Time time,
            EventListener events) {
        this.openNodes = new OpenNodes();
        this.relays = relay == null ? null : new Relays(relay, List.of(), openNodes, limits, time, events);
        this.pins = upkeep == null
                ? null
                : new Pins(new Pinning(rules, upkeep.pin()), upkeep.pinned(), openNodes, limits, time, events, relays);
        this.newest = upkeep == null || upkeep.keepTags().isEmpty()
                ? null
                : new NewestTags(upkeep.keepTags().getAsInt(), upkeep.created(), openNodes, limits, time, events);
        this.surveyor = new Surveyor(opener, openNodes, limits, time, events);
        this.puller = new Puller(openNodes, new Ways(relays, pins, events), limits, time, events);
        this.rules = rules.withRemoved(memory.removed().all());
        this.memory = memory;
        this.limits = limits;
        this.time = time;
        this.events = events;
    }

    /// It also removes what was removed before while nodes were away.
    public SyncRun applyingRemovals() {
        remover = new Remover(openNodes, limits, time, events);
        return this;
    }

    @Override
    public End run(List<NodeName> nodes, boolean dryRun) throws InterruptedException {
        Instant started = time.now();
        long start = time.nanos();
        try (openNodes;
                relays;
                puller) {
            List<Survey> surveys = surveyor.survey(nodes, answered -> {
                if (!dryRun) {
                    beginEarly(answered, nodes);
                }
            });
            Optional<End.NotPossible> impossible = impossible(surveys).filter(_ -> !cancelled);
            if (impossible.isPresent()) {
                events.on(new SyncEvent.Impossible(
                        impossible.get().what(), impossible.get().remedy()));
                return impossible.get();
            }
            if (newest != null) {
                rules = newest.applied(rules, surveys, dryRun);
            }
            Planner planner = planner(surveys);
            if (relays != null && !dryRun) {
                relays.tidy(surveys);
            }
            Plan plan = looked(early.in(planner.plan()), planner, surveys);
            events.on(new SyncEvent.Planned(plan));
            Removals removals = remover == null || dryRun || cancelled
                    ? Removals.NONE
                    : remover.pending(surveys, rules, memory.removed());
            List<Outcome> outcomes = dryRun ? List.of() : execute(plan, surveys);
            RunReport report = new RunReport(
                    started, time.since(start), surveys, planner::matrix, plan, outcomes, cancelled, removals);
            events.on(new SyncEvent.Finished(report));
            return new End.Done(report);
        }
    }

    /// Nodes that take long to answer keep nobody waiting for what their answers cannot change.
    private void beginEarly(List<Survey> answered, List<NodeName> nodes) {
        if (cancelled || impossible(answered).isPresent()) {
            return;
        }
        Planner planner = planner(answered);
        if (relays != null) {
            relays.sources().know(planner, rules, answered);
        }
        List<Pull> pulls = early.begin(planner.certainPulls().stream()
                .filter(pull -> newest == null || rules.isNamed(pull.image()))
                .toList());
        if (!pulls.isEmpty() && !begunEarly) {
            begunEarly = true;
            events.on(new SyncEvent.Warned((nodes.size() - answered.size()) + " of " + nodes.size()
                    + " nodes have not answered yet; pulls that do not depend on their answers start now"));
        }
        puller.add(pulls, answered);
    }

    /// The memory is asked for each node when it has answered.
    private Planner planner(List<Survey> surveys) {
        List<Survey> news =
                surveys.stream().filter(survey -> remembered.add(survey.node())).toList();
        heldBack.addAll(memory.heldBack(news));
        return new Planner(surveys, rules.holdingBack(heldBack));
    }

    private Plan looked(Plan plan, Planner planner, List<Survey> surveys) throws InterruptedException {
        if (relays == null) {
            return plan;
        }
        relays.sources().know(planner, rules, surveys);
        return relays.sources().looked(plan, planner::withoutSource);
    }

    private List<Outcome> execute(Plan plan, List<Survey> surveys) throws InterruptedException {
        DiskWarnings.of(plan, surveys, limits.disk()).forEach(text -> events.on(new SyncEvent.Warned(text)));
        if (pins != null) {
            pins.settle(rules, surveys, plan);
        }
        Set<NodeName> needed = plan.pulls().stream().map(p -> p.node()).collect(Collectors.toCollection(HashSet::new));
        if (relays != null) {
            needed.addAll(relays.sources().senders(plan));
        }
        openNodes.closeAllBut(needed);
        puller.add(early.begin(plan.pulls()), surveys);
        return puller.finish();
    }

    @Override
    public void cancel(String signal) {
        cancelled = true;
        events.on(new SyncEvent.Cancelling(signal));
        puller.stop();
        surveyor.stop();
        if (relays != null) {
            relays.stop();
        }
        if (pins != null) {
            pins.stop();
        }
        if (newest != null) {
            newest.stop();
        }
        if (remover != null) {
            remover.stop();
        }
    }

    private Optional<End.NotPossible> impossible(List<Survey> surveys) {
        Set<NodeName> readable =
                Survey.listed(surveys).stream().map(Survey::node).collect(Collectors.toSet());
        boolean compares = rules.union() && !rules.demand().byWorkloads();
        if (compares && rules.images().isEmpty() && readable.size() < 2) {
            return Optional.of(new End.NotPossible(
                    surveys,
                    readable.size() + " of " + surveys.size() + " nodes could be read, but two are needed to compare",
                    "fix the nodes that were left out"));
        }
        if (compares && !rules.sources().isEmpty()) {
            return rules.sources().stream().anyMatch(readable::contains)
                    ? Optional.empty()
                    : Optional.of(new End.NotPossible(
                            surveys,
                            "no source node could be read",
                            "fix the nodes that were left out, or change SOURCE_NODES"));
        }
        return readable.isEmpty()
                ? Optional.of(new End.NotPossible(surveys, "no node could be read", "fix the nodes that were left out"))
                : Optional.empty();
    }
}
