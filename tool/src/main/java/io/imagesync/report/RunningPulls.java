package io.imagesync.report;

import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.SyncListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pulls that run at the moment: since when, and how far they are. To be given every event.
final class RunningPulls implements SyncListener {
    private final InstantSource clock;
    private final Map<Pull, Running> running = new LinkedHashMap<>();

    RunningPulls(InstantSource clock) {
        this.clock = clock;
    }

    /// @param progress nothing where the runtime does not tell
    /// @param pace of its bytes
    record Running(Pull pull, Instant since, Optional<PullProgress> progress, Pace pace) {
        private Running told(Instant now, Optional<PullProgress> progress) {
            return new Running(
                    pull,
                    since,
                    progress,
                    pace.at(now, progress.map(PullProgress::bytes).orElse(0L)));
        }

        boolean isUnpacking() {
            return progress.filter(one -> one.phase() == PullProgress.Phase.UNPACKING)
                    .isPresent();
        }

        long bytes() {
            return progress.map(PullProgress::bytes).orElse(0L);
        }
    }

    @Override
    public void pullStarted(Pull pull) {
        Instant now = clock.instant();
        running.putIfAbsent(pull, new Running(pull, now, Optional.empty(), Pace.from(now)));
    }

    @Override
    public void progressed(Pull pull, PullProgress progress) {
        running.computeIfPresent(pull, (_, one) -> one.told(clock.instant(), Optional.of(progress)));
    }

    @Override
    public void ticked() {
        running.replaceAll((_, one) -> one.told(clock.instant(), one.progress));
    }

    @Override
    public void pullEnded(Outcome outcome) {
        running.remove(outcome.pull());
    }

    /// In the order in which they were started.
    List<Running> all() {
        return List.copyOf(running.values());
    }
}
