package io.imagesync.report;

import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The pulls that run at the moment, for outputs that tell now and then how far they are.
final class RunningPulls {
    private final InstantSource clock;
    private final Duration pause;
    private final Map<Pull, State> running = new LinkedHashMap<>();

    /// @param pause between two words about the same pull
    RunningPulls(InstantSource clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /// What there is to say of a pull.
    ///
    /// @param progress nothing where the runtime does not tell
    /// @param bytesPerSecond since the last word about it
    record Report(Pull pull, Duration elapsed, Optional<PullProgress> progress, OptionalLong bytesPerSecond) {}

    private record State(Instant started, Instant told, long bytesTold, Optional<PullProgress> progress) {
        State with(PullProgress now) {
            return new State(started, told, bytesTold, Optional.of(now));
        }

        long bytes() {
            return progress.map(PullProgress::bytes).orElse(0L);
        }

        State toldAt(Instant now) {
            return new State(started, now, bytes(), progress);
        }

        OptionalLong rate(Instant now) {
            long millis = Duration.between(told, now).toMillis();
            return progress.isEmpty() || millis <= 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.max(0, bytes() - bytesTold) * 1000 / millis);
        }
    }

    /// To be given every event.
    ///
    /// @return what is due to be said
    List<Report> on(SyncEvent event) {
        switch (event) {
            case SyncEvent.PullStarted(Pull pull) -> {
                Instant now = clock.instant();
                running.put(pull, new State(now, now, 0, Optional.empty()));
            }
            case SyncEvent.Progressed(Pull pull, PullProgress progress) ->
                running.computeIfPresent(pull, (_, state) -> state.with(progress));
            case SyncEvent.PullEnded(var outcome) -> running.remove(outcome.pull());
            case SyncEvent.Ticked _ -> {
                return due();
            }
            case SyncEvent.Started _,
                    SyncEvent.Connected _,
                    SyncEvent.Warned _,
                    SyncEvent.Noted _,
                    SyncEvent.Surveyed _,
                    SyncEvent.Planned _,
                    SyncEvent.Retrying _,
                    SyncEvent.Cancelling _,
                    SyncEvent.Impossible _,
                    SyncEvent.Finished _ -> {}
        }
        return List.of();
    }

    private List<Report> due() {
        Instant now = clock.instant();
        List<Report> due = new ArrayList<>();
        running.replaceAll((pull, state) -> {
            if (Duration.between(state.told, now).compareTo(pause) < 0) {
                return state;
            }
            due.add(new Report(pull, Duration.between(state.started, now), state.progress, state.rate(now)));
            return state.toldAt(now);
        });
        return due;
    }
}
