package io.imagesync.model;

import java.time.Duration;

/// How one planned pull ended.
public sealed interface Outcome {
    Pull pull();

    /// The image was seen on the node after its pull.
    record Pulled(Pull pull, Duration took, int attempts) implements Outcome {}

    /// It was tried and is not there.
    record Failed(Pull pull, PullFailure why, Duration took, int attempts) implements Outcome {}

    /// It was never started.
    record NotTried(Pull pull, Cause cause, String detail) implements Outcome {}

    /// Why a planned pull was never started.
    enum Cause {
        DISK("DISK"),
        RUN_LIMIT("RUN_LIMIT"),
        CANCELLED("CANCELLED"),
        NODE_LOST("NODE LOST");

        private final String word;

        Cause(String word) {
            this.word = word;
        }

        /// The short word for the list of failed images.
        public String word() {
            return word;
        }
    }
}
