package io.imagesync.report;

import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Sizes;
import io.imagesync.model.Way;
import io.imagesync.report.LiveState.Running;
import io.imagesync.report.LiveState.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a terminal shows of a run at one moment: a bar for the whole, and a line for each running pull.
record LiveBars(LiveState state) {
    private static final int BAR = 24;

    /// What pulls did in less says nothing of those to come.
    private static final Duration MEASURED = Duration.ofSeconds(30);

    /// @param columns that a line may have at most
    /// @param rows that there may be at most, one at least
    List<String> lines(int columns, int rows) {
        List<String> lines = new ArrayList<>();
        lines.add(
                state.removals().isRunning()
                        ? removing()
                        : state.whole().map(whole -> whole(whole, columns)).orElseGet(this::asking));
        int all = state.sums().pulls();
        int room = all < rows ? all : Math.max(0, rows - 2);
        int shown = Math.min(room, state.running().size());
        Columns table = new Columns("lnl");
        state.running()
                .subList(0, shown)
                .forEach(one ->
                        table.add(one.pull().node().text(), one.pull().image().toString(), far(one)));
        lines.addAll(table.lines(columns));
        if (shown < all && rows > 1) {
            lines.add("and " + (all - shown) + " more pulls");
        }
        return lines.stream().map(line -> cut(line, columns)).toList();
    }

    private String asking() {
        return "asking what they hold: " + state.answered() + " of " + state.asked() + " nodes have answered, "
                + elapsed(state.started());
    }

    private String removing() {
        return "removing: " + state.removals().ended() + " of "
                + state.removals().all() + " names, " + elapsed(state.started());
    }

    private String whole(Whole whole, int columns) {
        LiveState.Ended ended = state.ended();
        LiveState.Sums now = state.sums();
        long all = whole.bytes().orElse(0);
        long bytes = ended.bytes() + now.bytes();
        String text = ended.all() + " of " + whole.images() + " images"
                + (all == 0 ? "" : ", " + Sizes.bytes(bytes) + " of " + total(whole))
                + (ended.failed() == 0 ? "" : ", " + ended.failed() + " failed")
                + (now.unpacking() == 0 ? "" : ", " + now.unpacking() + " unpacking")
                + ", " + elapsed(state.started())
                + left(whole, bytes, all - bytes - ended.bytesGone())
                        .map(LiveBars::eta)
                        .orElse("");
        int width = Math.min(BAR, columns - text.length() - 4);
        return width < 4
                ? text
                : bar(part(bytes + ended.bytesGone(), all, whole.images()), width, whole.images()) + "  " + text;
    }

    private static String total(Whole whole) {
        return (whole.atLeast() ? "at least " : "") + (whole.about() ? "about " : "") + Sizes.bytes(whole.bytes());
    }

    /// Of all pulls, if that can be said: from how long it took so far, unpacking included.
    private Optional<Duration> left(Whole whole, long bytes, long rest) {
        Duration took = state.pulling()
                .map(start -> Duration.between(start, state.at()))
                .orElse(Duration.ZERO);
        boolean known = !whole.atLeast() && !whole.about();
        return !known || state.ended().pulled() == 0 || bytes == 0 || rest <= 0 || took.compareTo(MEASURED) < 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) ((double) rest / bytes * took.toMillis())));
    }

    /// By bytes; where no size is known, by images.
    private double part(long bytes, long all, int images) {
        if (all > 0) {
            return (double) bytes / all;
        }
        return images == 0 ? 1 : (double) state.ended().all() / images;
    }

    /// It is full when the last image is there, not with its last byte.
    private String bar(double part, int width, int images) {
        int full = Math.clamp(Math.round(part * width), 0, state.ended().all() >= images ? width : width - 1);
        return "[" + "#".repeat(full) + "-".repeat(width - full) + "]";
    }

    private String far(Running one) {
        return one.progress()
                        .filter(progress -> progress.bytes() > 0)
                        .map(progress -> far(one, progress, state.at()))
                        .orElseGet(() -> doing(one.pull()) + Sizes.of(one.pull()))
                + ", " + elapsed(one.since()) + ", limit " + Sizes.duration(state.timeOut());
    }

    private static String doing(Pull pull) {
        return pull.way() instanceof Way.Relay relay ? "relaying from " + relay.source() + " " : "pulling ";
    }

    private static String far(Running one, PullProgress progress, Instant now) {
        String whole = whole(one.pull(), progress);
        Pace pace = Pace.from(one.from());
        OptionalLong rate = pace.bytesPerSecond(now, progress.bytes());
        return switch (progress.phase()) {
            case DOWNLOADING ->
                Sizes.bytes(progress.bytes()) + " of " + whole
                        + (rate.isEmpty() ? "" : ", " + Sizes.bytes(rate.getAsLong()) + "/s")
                        + pace.left(now, progress.bytes(), progress.total())
                                .map(LiveBars::eta)
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

    private String elapsed(Instant since) {
        return Sizes.duration(Duration.between(since, state.at()));
    }

    private static String cut(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, columns);
    }
}
