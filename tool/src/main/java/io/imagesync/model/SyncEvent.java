package io.imagesync.model;

import java.time.Duration;
import java.util.List;

/// What happens during a run, as the outputs hear of it, in order and one at a time.
public sealed interface SyncEvent {
    /// Calls the listener's method for this event.
    void tell(FullListener listener);

    record Started(List<NodeName> nodes) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.started(nodes);
        }
    }

    record Connected(NodeName node) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.connected(node);
        }
    }

    /// Something that went well enough, and that somebody should know.
    record Warned(String text) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.warned(text);
        }
    }

    /// For those who look closely.
    record Noted(String text) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.noted(text);
        }
    }

    /// A node could not be read for a passing reason; it is asked again after the delay.
    record AskingAgain(NodeName node, Failure why, Duration delay) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.askingAgain(node, why, delay);
        }
    }

    record Surveyed(Survey survey) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.surveyed(survey);
        }
    }

    record Planned(Plan plan) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.planned(plan);
        }
    }

    record PullStarted(Pull pull) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.pullStarted(pull);
        }
    }

    /// How far a pull is; comes now and then, where the runtime tells.
    record Progressed(Pull pull, PullProgress progress) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.progressed(pull, progress);
        }
    }

    /// A moment has passed: for outputs that show how long something takes.
    record Ticked() implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.ticked();
        }
    }

    /// A try failed for a passing reason; the next one follows after the delay.
    record Retrying(Pull pull, PullFailure why, Duration delay) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.retrying(pull, why, delay);
        }
    }

    record PullEnded(Outcome outcome) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.pullEnded(outcome);
        }
    }

    /// The run was told to end; running pulls are being cancelled.
    record Cancelling(String signal) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.cancelling(signal);
        }
    }

    /// Too few nodes could be read to know what is wanted.
    record Impossible(String what, String remedy) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.impossible(what, remedy);
        }
    }

    record Finished(RunReport report) implements SyncEvent {
        @Override
        public void tell(FullListener listener) {
            listener.finished(report);
        }
    }
}
