package io.imagesync.model;

import java.time.Duration;
import java.util.List;

/// What happens during a run, as the outputs hear of it, in order and one at a time.
public sealed interface SyncEvent {
    record Started(List<NodeName> nodes) implements SyncEvent {}

    record Connected(NodeName node) implements SyncEvent {}

    /// Something that somebody should know, and that does not end the run.
    record Warned(String text) implements SyncEvent {}

    /// Something worth knowing that asks for nothing.
    ///
    /// @param level DEBUG for those who look closely
    record Noted(Level level, String text) implements SyncEvent {
        public Noted(String text) {
            this(Level.DEBUG, text);
        }
    }

    /// A node could not be read for a retryable reason; it is asked again after the delay.
    record AskingAgain(NodeName node, Failure why, Duration delay) implements SyncEvent {}

    record Surveyed(Survey survey) implements SyncEvent {}

    record Planned(Plan plan) implements SyncEvent {}

    record PullStarted(Pull pull) implements SyncEvent {}

    /// How far a pull is; comes now and then, where the runtime tells.
    record Progressed(Pull pull, PullProgress progress) implements SyncEvent {}

    /// A moment has passed: for outputs that show how long something takes.
    record Ticked() implements SyncEvent {}

    /// A try failed for a retryable reason; the next one follows after the delay.
    record Retrying(Pull pull, PullFailure why, Duration delay) implements SyncEvent {}

    /// A pull came to nothing and does not end by that: the same image is relayed to the node.
    record Rerouted(Pull pull, String why, Pull relay) implements SyncEvent {}

    record PullEnded(Outcome outcome) implements SyncEvent {}

    /// The run was told to end; running pulls are being cancelled.
    record Cancelling(String signal) implements SyncEvent {}

    /// The run could not be done: too few nodes could be read, or a file could not be used.
    record Impossible(String what, String remedy) implements SyncEvent {}

    record RemovalPlanned(RemovalPlan plan) implements SyncEvent {}

    record RemovalStarted(NodeName node, ImageRef image) implements SyncEvent {}

    record RemovalEnded(Removal removal) implements SyncEvent {}

    record Finished(RunReport report) implements SyncEvent {}
}
