package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.doctor.HostDoctor;
import io.imagesync.files.UnusableFileException;
import io.imagesync.report.History;
import io.imagesync.report.HistoryText;
import io.imagesync.report.LiveFollower;
import io.imagesync.report.Progress;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `image-sync progress`: the run under way, whoever started it. Asks no node, takes no lock and changes nothing.
@Command(
        name = "progress",
        description =
                "Show the run in progress, whoever started it. On a terminal, its progress bars until it ends; else"
                        + " its progress once. Ctrl-C does not stop the run.")
final class ProgressCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(500);

    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Override
    public Integer call() throws Exception {
        Config.Files files = parent.options().load().config().files();
        try {
            return call(files);
        } catch (UnusableFileException e) {
            boolean denied = e.getCause() instanceof AccessDeniedException;
            if (denied) {
                throw new Refusal(ExitCode.NOT_DONE, e.getMessage() + "; run as root, or as the user who runs it");
            }
            throw e;
        }
    }

    private int call(Config.Files files) throws IOException, InterruptedException {
        if (!new HostDoctor().isHeld(files.lock())) {
            parent.screen().complain(List.of("no run is in progress; image-sync report shows the last runs"));
            return ExitCode.NO_RUN.number();
        }
        if (parent.options().moves(parent.screen())) {
            return follow(files);
        }
        Optional<Progress> told = told(files);
        parent.answer(
                () -> told.map(Progress::json).orElseGet(Progress::nothingYet),
                room -> told.map(progress -> progress.lines(room))
                        .orElseGet(() -> List.of("a run is in progress, but has reported nothing yet")));
        return ExitCode.OK.number();
    }

    /// What the run that holds the lock tells; not what a killed one has left.
    private static Optional<Progress> told(Config.Files files) throws UnusableFileException {
        String holder = InstanceLock.holder(files.lock());
        return Progress.read(files.state()).filter(told -> holder.startsWith("pid " + told.pid() + " "));
    }

    /// @return the exit code
    private int follow(Config.Files files) throws IOException, InterruptedException {
        List<String> before = History.lines(files.state());
        Signals signals = new Signals();
        CountDownLatch signalled = new CountDownLatch(1);
        signals.handle(_ -> signalled.countDown());
        try (LiveFollower screen = LiveFollower.onTerminal()) {
            Optional<Progress> last = Optional.empty();
            do {
                Optional<Progress> told = told(files);
                if (last.isPresent()
                        && told.map(Progress::pid).orElse(-1L) != last.get().pid()) {
                    break;
                }
                told.ifPresent(screen::show);
                last = told;
            } while (!signalled.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                    && new HostDoctor().isHeld(files.lock()));
        }
        if (signals.received() != 0) {
            return ExitCode.ofSignal(signals.received());
        }
        parent.screen().answer(ended(before, History.lines(files.state())));
        return ExitCode.OK.number();
    }

    /// @param before lines of the history while the run was under way
    private static List<String> ended(List<String> before, List<String> after) {
        List<String> last = after.subList(Math.max(0, after.size() - 1), after.size());
        return last.equals(before.subList(Math.max(0, before.size() - 1), before.size()))
                ? List.of("the run is over; its log says how it ended")
                : HistoryText.lines(after, 1, ZoneId.systemDefault());
    }
}
