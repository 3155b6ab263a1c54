package io.imagesync.report;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.EventListener;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
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
        switch (event) {
            case SyncEvent.PullEnded(Outcome.Pulled pulled) ->
                append(success, pulled.pull().node(), pulled.pull().image(), "- SUCCESS");
            case SyncEvent.PullEnded(Outcome.Failed failure) ->
                failed(failure.pull().node(), failure.pull().image(), FailureWords.reason(failure.why()));
            case SyncEvent.PullEnded(Outcome.NotTried(var pull, var cause, var _)) -> {
                if (cause != Outcome.Cause.CANCELLED) {
                    failed(pull.node(), pull.image(), cause.word());
                }
            }
            case SyncEvent.Planned(Plan plan) ->
                plan.skips().stream()
                        .filter(skip -> skip.reason() == Skip.Reason.DISK)
                        .forEach(skip -> failed(skip.node(), skip.image(), "DISK"));
            case SyncEvent.Started _,
                    SyncEvent.Progressed _,
                    SyncEvent.Ticked _,
                    SyncEvent.Connected _,
                    SyncEvent.Warned _,
                    SyncEvent.Noted _,
                    SyncEvent.Surveyed _,
                    SyncEvent.PullStarted _,
                    SyncEvent.Retrying _,
                    SyncEvent.Cancelling _,
                    SyncEvent.Impossible _,
                    SyncEvent.Finished _ -> {}
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
