package io.imagesync.report;

import io.imagesync.model.EventListener;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Sizes;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How far a run is, by its events. To be given every one.
final class LiveFrame implements EventListener {
    private final InstantSource clock;
    private final Duration timeOut;
    private final Instant started;
    private final RunningPulls running;
    private int asked;
    private int answered;
    private Optional<LiveState.Whole> whole = Optional.empty();
    private int ended;
    private int failed;
    private int pulled;
    private long bytesPulled;
    /// Of pulls that came to nothing.
    private long bytesGone;
    private Optional<Instant> pulling = Optional.empty();
    private int toRemove;
    private int removals;

    /// @param timeOut for one pull
    LiveFrame(InstantSource clock, Duration timeOut) {
        this.clock = clock;
        this.timeOut = timeOut;
        this.started = clock.instant();
        this.running = new RunningPulls(clock);
    }

    @Override
    public void on(SyncEvent event) {
        running.on(event);
        if (event instanceof SyncEvent.Started(var nodes)) {
            asked = nodes.size();
        } else if (event instanceof SyncEvent.Surveyed) {
            answered++;
        } else if (event instanceof SyncEvent.Planned(var made)) {
            whole = Optional.of(whole(made));
        } else if (event instanceof SyncEvent.PullStarted) {
            pulling = pulling.or(() -> Optional.of(clock.instant()));
        } else if (event instanceof SyncEvent.PullEnded(var outcome)) {
            ended(outcome);
        } else if (event instanceof SyncEvent.RemovalPlanned(var made)) {
            toRemove = made.count();
        } else if (event instanceof SyncEvent.RemovalEnded) {
            removals++;
        }
    }

    private static LiveState.Whole whole(Plan plan) {
        List<Pull> pulls = plan.pulls();
        List<OptionalLong> sizes = pulls.stream().map(Pull::size).toList();
        return new LiveState.Whole(
                pulls.size(),
                Sizes.sum(sizes),
                sizes.contains(OptionalLong.empty()),
                pulls.stream().anyMatch(Pull::isAbout));
    }

    private void ended(Outcome outcome) {
        ended++;
        long bytes = outcome.pull().size().orElse(0);
        switch (outcome) {
            case Outcome.Pulled _ -> {
                pulled++;
                bytesPulled += bytes;
            }
            case Outcome.Failed _ -> {
                failed++;
                bytesGone += bytes;
            }
            case Outcome.NotTried _ -> bytesGone += bytes;
        }
    }

    LiveState state() {
        List<LiveState.Running> all = running.all().stream()
                .map(one -> new LiveState.Running(
                        one.pull(), one.since(), one.progress(), one.pace().from()))
                .toList();
        LiveState.Sums sums = new LiveState.Sums(
                all.size(),
                (int) all.stream().filter(LiveState.Running::isUnpacking).count(),
                all.stream().mapToLong(LiveState.Running::bytes).sum());
        return new LiveState(
                clock.instant(),
                started,
                timeOut,
                asked,
                answered,
                new LiveState.Removals(toRemove, removals),
                whole,
                new LiveState.Ended(ended, failed, pulled, bytesPulled, bytesGone),
                pulling,
                all.subList(0, Math.min(LiveState.MOST_RUNNING, all.size())),
                sums);
    }

    /// What a terminal shows of it.
    ///
    /// @param columns that a line may have at most
    /// @param rows that there may be at most, one at least
    List<String> lines(int columns, int rows) {
        return new LiveBars(state()).lines(columns, rows);
    }
}
