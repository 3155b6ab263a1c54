package io.imagesync.report;

import io.imagesync.model.EventListener;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Sizes;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Way;
import io.imagesync.report.RunningPulls.Running;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a terminal shows at one moment of a run: a bar for the whole, and a line for each running pull.
/// To be given every event.
final class LiveFrame implements EventListener {
    private static final int BAR = 24;

    /// What pulls did in less says nothing of those to come.
    private static final Duration MEASURED = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Duration timeOut;
    private final Instant started;
    private final RunningPulls running;
    private int asked;
    private int answered;
    private Optional<Plan> plan = Optional.empty();
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
            plan = Optional.of(made);
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

    /// @param columns that a line may have at most
    /// @param rows that there may be at most, one at least
    List<String> lines(int columns, int rows) {
        List<String> lines = new ArrayList<>();
        List<Running> all = running.all();
        lines.add(
                removals < toRemove
                        ? "removing: " + removals + " of " + toRemove + " names, " + elapsed(started)
                        : plan.map(made -> whole(made, all, columns)).orElseGet(this::asking));
        int room = all.size() < rows ? all.size() : Math.max(0, rows - 2);
        Columns table = new Columns("lnl");
        all.subList(0, room)
                .forEach(one ->
                        table.add(one.pull().node().text(), one.pull().image().toString(), far(one)));
        lines.addAll(table.lines(columns));
        if (room < all.size() && rows > 1) {
            lines.add("and " + (all.size() - room) + " more pulls");
        }
        return lines.stream().map(line -> cut(line, columns)).toList();
    }

    private String asking() {
        return "asking what they hold: " + answered + " of " + asked + " nodes have answered, " + elapsed(started);
    }

    private String whole(Plan made, List<Running> all, int columns) {
        List<Pull> pulls = made.pulls();
        long whole = pulls.stream().mapToLong(pull -> pull.size().orElse(0)).sum();
        long bytes = bytesPulled;
        for (Running one : all) {
            bytes += (long) (part(one) * one.pull().size().orElse(0));
        }
        long unpacking = all.stream().filter(Running::isUnpacking).count();
        String text = ended + " of " + pulls.size() + " images"
                + (whole == 0 ? "" : ", " + Sizes.bytes(bytes) + " of " + Sizes.of(pulls))
                + (failed == 0 ? "" : ", " + failed + " failed")
                + (unpacking == 0 ? "" : ", " + unpacking + " unpacking")
                + ", " + elapsed(started)
                + left(pulls, bytes, whole - bytes - bytesGone)
                        .map(LiveFrame::eta)
                        .orElse("");
        int width = Math.min(BAR, columns - text.length() - 4);
        return width < 4 ? text : bar(part(bytes + bytesGone, whole, pulls.size()), width, pulls.size()) + "  " + text;
    }

    /// Of all pulls, if that can be said: from how long it took so far, unpacking included.
    private Optional<Duration> left(List<Pull> pulls, long bytes, long rest) {
        Duration took =
                pulling.map(start -> Duration.between(start, clock.instant())).orElse(Duration.ZERO);
        boolean known = pulls.stream().allMatch(pull -> pull.size().isPresent() && !pull.isAbout());
        return !known || pulled == 0 || bytes == 0 || rest <= 0 || took.compareTo(MEASURED) < 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) ((double) rest / bytes * took.toMillis())));
    }

    /// By bytes; where no size is known, by images.
    private double part(long bytes, long all, int images) {
        if (all > 0) {
            return (double) bytes / all;
        }
        return images == 0 ? 1 : (double) ended / images;
    }

    /// It is full when the last image is there, not with its last byte.
    private String bar(double part, int width, int images) {
        int full = Math.clamp(Math.round(part * width), 0, ended >= images ? width : width - 1);
        return "[" + "#".repeat(full) + "-".repeat(width - full) + "]";
    }

    private String far(Running one) {
        Instant now = clock.instant();
        return one.progress()
                        .filter(progress -> progress.bytes() > 0)
                        .map(progress -> far(one, progress, now))
                        .orElseGet(() -> doing(one.pull()) + Sizes.of(one.pull()))
                + ", " + elapsed(one.since()) + ", limit " + Sizes.duration(timeOut);
    }

    private static String doing(Pull pull) {
        return pull.way() instanceof Way.Relay relay ? "relaying from " + relay.source() + " " : "pulling ";
    }

    private static String far(Running one, PullProgress progress, Instant now) {
        String whole = whole(one.pull(), progress);
        OptionalLong rate = one.pace().bytesPerSecond(now, progress.bytes());
        return switch (progress.phase()) {
            case DOWNLOADING ->
                Sizes.bytes(progress.bytes()) + " of " + whole
                        + (rate.isEmpty() ? "" : ", " + Sizes.bytes(rate.getAsLong()) + "/s")
                        + one.pace()
                                .left(now, progress.bytes(), progress.total())
                                .map(LiveFrame::eta)
                                .orElse("");
            case UNPACKING -> "unpacking " + whole;
        };
    }

    /// No finer than it can be known.
    private static String eta(Duration left) {
        long seconds = left.toSeconds() + 1;
        return ", ETA "
                + (seconds < 120 ? seconds + " s" : Sizes.duration(Duration.ofMinutes(Math.ceilDiv(seconds, 60))));
    }

    /// What the runtime itself has to download, else what another one tells.
    private static String whole(Pull pull, PullProgress progress) {
        return progress.total().isPresent() ? Sizes.bytes(progress.total()) : Sizes.of(pull);
    }

    /// How much of it is there, of the whole that is counted in the same way.
    private static double part(Running one) {
        OptionalLong total = one.progress()
                .map(PullProgress::total)
                .filter(OptionalLong::isPresent)
                .orElse(one.pull().size());
        return total.orElse(0) == 0 ? 0 : Math.min(1.0, (double) one.bytes() / total.getAsLong());
    }

    private String elapsed(Instant since) {
        return Sizes.duration(Duration.between(since, clock.instant()));
    }

    private static String cut(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, columns);
    }
}
