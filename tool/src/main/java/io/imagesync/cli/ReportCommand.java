package io.imagesync.cli;

import io.imagesync.config.ConfigResult;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.report.History;
import io.imagesync.report.HistoryText;
import io.imagesync.report.ReportPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync report`: what the last runs came to. Asks no node and changes nothing.
@Command(
        name = "report",
        description =
                "Show the last runs, a line each; with -o json all about the last one; with --html both as a page.")
final class ReportCommand implements Callable<Integer> {
    private static final int SHOWN = 20;
    private static final Path STDOUT = Path.of("-");

    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "write the last run and the history as one HTML page; - is stdout")
    private @Nullable Path html;

    @Override
    public Integer call() throws Exception {
        if (html != null && parent.options().json()) {
            throw new Refusal(ExitCode.USAGE, "--html and -o json are two answers; ask for one of them");
        }
        ConfigResult.Loaded loaded = parent.options().load();
        Path state = loaded.config().files().state();
        if (html != null) {
            write(ReportPage.of(state).orElseThrow(() -> noRun(state)), html);
        } else if (parent.options().json()) {
            String last = History.lastRun(state).orElseThrow(() -> noRun(state));
            parent.screen().answer(List.of(last));
        } else {
            parent.screen().answer(HistoryText.lines(History.lines(state), SHOWN, ZoneId.systemDefault()));
        }
        return ExitCode.OK.number();
    }

    private void write(String page, Path file) throws UnusableFileException {
        if (file.equals(STDOUT)) {
            parent.screen().answer(List.of(page));
            return;
        }
        SafeFiles.checkParent(file);
        SafeFiles.checkReplaceable(file);
        SafeFiles.replace(file, page.getBytes(StandardCharsets.US_ASCII), "rw-r-----");
    }

    private static Refusal noRun(Path state) {
        return new Refusal(ExitCode.NOT_DONE, "there was no run yet that left a report in " + state, "run image-sync");
    }
}
