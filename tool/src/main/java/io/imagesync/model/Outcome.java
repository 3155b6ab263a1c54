package io.imagesync.model;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/// How one planned pull ended.
public sealed interface Outcome {
    Pull pull();

    /// The image was seen on the node after its pull.
    ///
    /// @param started the first try
    /// @param took from then on, with all tries and what was waited for between them
    /// @param transferred bytes that the node downloaded for it, where the runtime told
    /// @param size bytes as the node's runtime tells it, or where it does not, as planned
    record Pulled(Pull pull, Instant started, Duration took, int attempts, OptionalLong transferred, OptionalLong size)
            implements Outcome {
        /// Of which the size is as planned.
        public Pulled(Pull pull, Instant started, Duration took, int attempts, OptionalLong transferred) {
            this(pull, started, took, attempts, transferred, pull.size());
        }

        /// Whether it is only known what another kind of runtime tells.
        public boolean isAbout() {
            return pull.isAbout() && size.equals(pull.size());
        }

        /// Downloaded bytes a second over the whole pull, unpacking included, where they are known.
        public OptionalLong bytesPerSecond() {
            return transferred.isEmpty() || took.toMillis() == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(transferred.getAsLong() * 1000 / took.toMillis());
        }
    }

    /// It was tried and is not there.
    ///
    /// @param started the first try
    /// @param took from then on, with all tries and what was waited for between them
    record Failed(Pull pull, PullFailure why, Instant started, Duration took, int attempts) implements Outcome {}

    /// It was never started, or the registry was not asked since its credential is refused.
    record NotTried(Pull pull, Cause cause, String detail) implements Outcome {}

    /// Why a planned pull was never started.
    enum Cause {
        DISK("DISK"),
        RUN_LIMIT("RUN_LIMIT"),
        CANCELLED("CANCELLED"),
        NODE_LOST("NODE LOST"),
        /// The node's container runtime did not answer after a pull that reached TIME_OUT.
        RUNTIME("RUNTIME"),
        /// The registry was found to be of no use in this run.
        REGISTRY("REGISTRY");

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
