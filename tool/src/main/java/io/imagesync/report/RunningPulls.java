package io.imagesync.report;

import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.SyncEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pulls that run at the moment: since when, and how far they are.
final class RunningPulls {
    private final InstantSource clock;
    private final Map<Pull, Running> running = new LinkedHashMap<>();

    RunningPulls(InstantSource clock) {
        this.clock = clock;
    }

    /// @param progress nothing where the runtime does not tell
    record Running(Pull pull, Instant since, Optional<PullProgress> progress) {
        long bytes() {
            return progress.map(PullProgress::bytes).orElse(0L);
        }
    }

    /// To be given every event.
    void on(SyncEvent event) {
        switch (event) {
            case SyncEvent.PullStarted(Pull pull) ->
                running.putIfAbsent(pull, new Running(pull, clock.instant(), Optional.empty()));
            case SyncEvent.Progressed(Pull pull, PullProgress progress) ->
                running.computeIfPresent(pull, (_, now) -> new Running(pull, now.since, Optional.of(progress)));
            case SyncEvent.PullEnded(var outcome) -> running.remove(outcome.pull());
            case SyncEvent.Started _,
                    SyncEvent.Connected _,
                    SyncEvent.Warned _,
                    SyncEvent.Noted _,
                    SyncEvent.Surveyed _,
                    SyncEvent.Planned _,
                    SyncEvent.Retrying _,
                    SyncEvent.Cancelling _,
                    SyncEvent.Impossible _,
                    SyncEvent.Ticked _,
                    SyncEvent.Finished _ -> {}
        }
    }

    /// In the order in which they were started.
    List<Running> all() {
        return List.copyOf(running.values());
    }
}
