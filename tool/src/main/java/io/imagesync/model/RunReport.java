package io.imagesync.model;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Everything that a run found out and did.
///
/// @param before works out what was where before the pulls, which few ask for and which is some work
public record RunReport(
        Instant started,
        Duration took,
        List<Survey> surveys,
        Supplier<Matrix> before,
        Plan plan,
        List<Outcome> outcomes,
        boolean cancelled,
        Removals removals) {
    public RunReport {
        surveys = List.copyOf(surveys);
        outcomes = List.copyOf(outcomes);
    }

    /// Of a run that removes nothing.
    public RunReport(
            Instant started,
            Duration took,
            List<Survey> surveys,
            Supplier<Matrix> before,
            Plan plan,
            List<Outcome> outcomes,
            boolean cancelled) {
        this(started, took, surveys, before, plan, outcomes, cancelled, Removals.NONE);
    }

    /// What was where before the pulls.
    public Matrix matrix() {
        return before.get();
    }

    public List<Survey.LeftOut> leftOut() {
        return Survey.leftOut(surveys);
    }

    public long pulled() {
        return outcomes.stream().filter(Outcome.Pulled.class::isInstance).count();
    }

    /// How many of them came through this host.
    public long relayed() {
        return outcomes.stream()
                .filter(outcome ->
                        outcome instanceof Outcome.Pulled && outcome.pull().isRelay())
                .count();
    }

    public long failed() {
        return outcomes.stream().filter(Outcome.Failed.class::isInstance).count();
    }

    public long notTried() {
        return outcomes.stream().filter(Outcome.NotTried.class::isInstance).count();
    }

    /// The sizes of what each node has pulled, each empty where it is not known.
    public Map<NodeName, List<OptionalLong>> pulledSizes() {
        return outcomes.stream()
                .filter(Outcome.Pulled.class::isInstance)
                .map(Outcome.Pulled.class::cast)
                .collect(Collectors.groupingBy(
                        pulled -> pulled.pull().node(),
                        TreeMap::new,
                        Collectors.mapping(Outcome.Pulled::size, Collectors.toList())));
    }

    /// How many wanted images each node that receives still lacks at the end and could have; in the order of the plan.
    public Map<NodeName, Integer> missing() {
        Map<NodeName, Integer> added = new HashMap<>();
        outcomes.stream()
                .filter(outcome -> outcome instanceof Outcome.Pulled pulled
                        && !pulled.pull().again())
                .forEach(outcome -> added.merge(outcome.pull().node(), 1, Integer::sum));
        Map<NodeName, Integer> missing = new LinkedHashMap<>();
        plan.nodes().forEach(part -> missing.put(part.node(), part.missing() - added.getOrDefault(part.node(), 0)));
        return missing;
    }

    /// Whether every wanted image is where it should be and no node was left out. Skips that leave nothing
    /// undone do not count against it.
    public boolean complete() {
        return !cancelled
                && leftOut().isEmpty()
                && failed() == 0
                && notTried() == 0
                && plan.skips().stream().noneMatch(Skip::isUndone)
                && removals.isComplete();
    }
}
