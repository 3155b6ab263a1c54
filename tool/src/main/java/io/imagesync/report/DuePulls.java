package io.imagesync.report;

import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// For outputs that tell now and then how far the running pulls are: of which it is time to tell again.
final class DuePulls {
    private final InstantSource clock;
    private final Duration pause;
    private final RunningPulls running;
    private final Map<Pull, Pace.Point> told = new HashMap<>();

    /// @param pause between two words about the same pull
    DuePulls(InstantSource clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
        this.running = new RunningPulls(clock);
    }

    /// What there is to say of a pull.
    ///
    /// @param progress nothing where the runtime does not tell
    /// @param bytesPerSecond since the last word about it
    record Report(Pull pull, Duration elapsed, Optional<PullProgress> progress, OptionalLong bytesPerSecond) {}

    /// To be given every event.
    ///
    /// @return what is due to be said
    List<Report> on(SyncEvent event) {
        running.on(event);
        if (event instanceof SyncEvent.PullEnded(var outcome)) {
            told.remove(outcome.pull());
        }
        if (event instanceof SyncEvent.Rerouted(var pull, var _, var _)) {
            told.remove(pull);
        }
        return event instanceof SyncEvent.Ticked ? due(clock.instant()) : List.of();
    }

    private List<Report> due(Instant now) {
        List<Report> due = new ArrayList<>();
        for (RunningPulls.Running one : running.all()) {
            Pace.Point last = told.getOrDefault(one.pull(), new Pace.Point(one.since(), 0));
            if (Duration.between(last.when(), now).compareTo(pause) >= 0) {
                OptionalLong rate = one.progress().isEmpty()
                        ? OptionalLong.empty()
                        : Pace.from(last).bytesPerSecond(now, one.bytes());
                due.add(new Report(one.pull(), Duration.between(one.since(), now), one.progress(), rate));
                told.put(one.pull(), new Pace.Point(now, one.bytes()));
            }
        }
        return due;
    }
}
