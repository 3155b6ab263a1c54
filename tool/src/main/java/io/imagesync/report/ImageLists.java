package io.imagesync.report;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.EventListener;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Skip;
import io.imagesync.model.SyncEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;

/// `success_images-YYYY-MM-DD.log` and `failed_images-YYYY-MM-DD.log`: one pull, one line.
public final class ImageLists implements EventListener, AutoCloseable {
    private final DayFile success;
    private final DayFile failed;
    private final Clock clock;

    public ImageLists(Path folder, Clock clock) {
        this.success = new DayFile(folder, "success_images");
        this.failed = new DayFile(folder, "failed_images");
        this.clock = clock;
    }

    /// Knows early when today's lists cannot be written to.
    public void check() throws UnusableFileException {
        success.check(LocalDate.now(clock));
        failed.check(LocalDate.now(clock));
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.Planned(var plan)) {
            plan.skips().stream()
                    .filter(skip -> skip.reason() == Skip.Reason.DISK)
                    .forEach(skip -> failed(skip.node(), skip.image(), "DISK"));
        } else if (event instanceof SyncEvent.PullEnded(var outcome)) {
            ended(outcome, outcome.pull().node(), outcome.pull().image());
        }
    }

    private void ended(Outcome outcome, NodeName node, ImageRef image) {
        switch (outcome) {
            case Outcome.Pulled _ -> append(success, node, image, "- SUCCESS");
            case Outcome.Failed failure -> failed(node, image, FailureWords.reason(failure.why()));
            case Outcome.NotTried(var _, var cause, var _) -> {
                if (cause != Outcome.Cause.CANCELLED) {
                    failed(node, image, cause.word());
                }
            }
        }
    }

    private void failed(NodeName node, ImageRef image, String reason) {
        append(failed, node, image, "(" + reason + ") - FAILED");
    }

    private void append(DayFile file, NodeName node, ImageRef image, String what) {
        LocalDateTime now = LocalDateTime.now(clock);
        file.append(now.toLocalDate(), "[" + now.format(DayLog.TIME) + "] " + node + " " + image + " " + what);
    }

    @Override
    public void close() {
        success.close();
        failed.close();
    }
}
