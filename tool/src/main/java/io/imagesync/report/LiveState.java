package io.imagesync.report;

import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How far a run is at one moment, as far as its bars show it: a value, so that it can be shown by another process.
///
/// @param at the moment
/// @param timeOut for one pull
/// @param asked nodes
/// @param answered of them so far
/// @param removals of names
/// @param whole what is to be pulled; nothing before that is planned
/// @param pulling since when pulls run, if they do
/// @param running pulls, the first of them in the order in which they were started
/// @param sums of all running pulls
record LiveState(
        Instant at,
        Instant started,
        Duration timeOut,
        int asked,
        int answered,
        Removals removals,
        Optional<Whole> whole,
        Ended ended,
        Optional<Instant> pulling,
        List<Running> running,
        Sums sums) {
    /// Of running pulls there may be thousands, and nobody looks at more.
    static final int MOST_RUNNING = 100;

    LiveState {
        running = List.copyOf(running);
    }

    /// Names that are to go, and those of them that have been tried.
    record Removals(int all, int ended) {
        boolean isRunning() {
            return ended < all;
        }
    }

    /// All pulls of a plan.
    ///
    /// @param bytes together, as far as they are known; empty where none is
    /// @param atLeast whether some are not known
    /// @param about whether some are known of another kind of runtime only
    record Whole(int images, OptionalLong bytes, boolean atLeast, boolean about) {}

    /// Pulls that have ended.
    ///
    /// @param all of them
    /// @param bytes of those that went well
    /// @param bytesGone of those that came to nothing
    record Ended(int all, int failed, int pulled, long bytes, long bytesGone) {}

    /// @param bytes of what is pulled, as far as they are there
    record Sums(int pulls, int unpacking, long bytes) {}

    /// One running pull.
    ///
    /// @param progress nothing where the runtime does not tell
    /// @param from where its rate is measured from
    record Running(Pull pull, Instant since, Optional<PullProgress> progress, Pace.Point from) {
        boolean isUnpacking() {
            return progress.filter(one -> one.phase() == Phase.UNPACKING).isPresent();
        }

        /// How much of its size is there, of the whole that is counted in the same way.
        long bytes() {
            OptionalLong total = progress.map(PullProgress::total)
                    .filter(OptionalLong::isPresent)
                    .orElse(pull.size());
            long there = progress.map(PullProgress::bytes).orElse(0L);
            double part = total.orElse(0) == 0 ? 0 : Math.min(1.0, (double) there / total.getAsLong());
            return (long) (part * pull.size().orElse(0));
        }
    }
}
