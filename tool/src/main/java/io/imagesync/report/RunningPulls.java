package io.imagesync.report;

import io.imagesync.model.EventListener;
import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.SyncEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pulls that run at the moment: since when, and how far they are. To be given every event.
final class RunningPulls implements EventListener {
    private final InstantSource clock;
    private final Map<Pull, Running> running = new LinkedHashMap<>();

    RunningPulls(InstantSource clock) {
        this.clock = clock;
    }

    /// @param progress nothing where the runtime does not tell
    /// @param pace of its bytes
    record Running(Pull pull, Instant since, Optional<PullProgress> progress, Pace pace) {
        private Running told(Instant now, Optional<PullProgress> told) {
            Running one = new Running(pull, since, told, pace);
            return new Running(pull, since, told, pace.at(now, one.bytes()));
        }

        long bytes() {
            return progress.map(PullProgress::bytes).orElse(0L);
        }
    }

    @Override
    public void on(SyncEvent event) {
        Instant now = clock.instant();
        if (event instanceof SyncEvent.PullStarted(var pull)) {
            running.putIfAbsent(pull, new Running(pull, now, Optional.empty(), Pace.from(new Pace.Point(now, 0))));
        } else if (event instanceof SyncEvent.Progressed(var pull, var progress)) {
            running.computeIfPresent(pull, (_, one) -> one.told(now, Optional.of(progress)));
        } else if (event instanceof SyncEvent.Ticked) {
            running.replaceAll((_, one) -> one.told(now, one.progress));
        } else if (event instanceof SyncEvent.Rerouted(var pull, var _, var _)) {
            running.remove(pull);
        } else if (event instanceof SyncEvent.PullEnded(var outcome)) {
            running.remove(outcome.pull());
        }
    }

    /// In the order in which they were started.
    List<Running> all() {
        return List.copyOf(running.values());
    }
}
