package io.imagesync.model;

import java.time.Duration;

/// An ordinary failure: what happened, what to do next, and whether trying again can help.
///
/// Each kind is a record of its own so that a new kind does not compile until every place that sorts failures has
/// words for it. Texts from a node or a registry are made fit to be shown before they get in here.
public sealed interface Failure permits ConnectFailure, FileFailure, NodeFailure, PullFailure {
    Words words();

    /// @param what happened, one line, without a final full stop
    /// @param remedy what to do next, one line, imperative
    /// @param retryable whether the reason may pass by itself within seconds, so that trying again can help
    record Words(String what, String remedy, boolean retryable) {
        static Words of(String what, String remedy) {
            return new Words(what, remedy, false);
        }

        static Words retryable(String what, String remedy) {
            return new Words(what, remedy, true);
        }
    }

    default String what() {
        return words().what;
    }

    default String remedy() {
        return words().remedy;
    }

    default boolean retryable() {
        return words().retryable;
    }

    /// Seconds as the log writes them.
    static String seconds(Duration duration) {
        return duration.toSeconds() + "s";
    }
}
