package io.imagesync.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Everything that a run found out and did.
///
/// @param matrix what was where before the pulls
public record RunReport(
        Instant started,
        Duration took,
        List<Survey> surveys,
        Matrix matrix,
        Plan plan,
        List<Outcome> outcomes,
        boolean cancelled) {
    public RunReport {
        surveys = List.copyOf(surveys);
        outcomes = List.copyOf(outcomes);
    }

    public List<Survey.LeftOut> leftOut() {
        return Survey.leftOut(surveys);
    }

    public long pulled() {
        return outcomes.stream().filter(Outcome.Pulled.class::isInstance).count();
    }

    public long failed() {
        return outcomes.stream().filter(Outcome.Failed.class::isInstance).count();
    }

    public long notTried() {
        return outcomes.stream().filter(Outcome.NotTried.class::isInstance).count();
    }

    /// Whether every wanted image is where it should be and no node was left out. Skips that leave nothing
    /// undone do not count against it.
    public boolean complete() {
        return !cancelled
                && leftOut().isEmpty()
                && failed() == 0
                && notTried() == 0
                && plan.skips().stream().noneMatch(Skip::isUndone);
    }
}
