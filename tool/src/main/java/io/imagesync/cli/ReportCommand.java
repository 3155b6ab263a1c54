package io.imagesync.cli;

import io.imagesync.config.ConfigResult;
import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.report.Document;
import io.imagesync.report.History;
import io.imagesync.report.HistoryText;
import io.imagesync.report.ReportPage;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync report`: what the last runs came to. Asks no node and changes nothing.
@Command(
        name = "report",
        description =
                "Show the last runs, one line each. With -o json: the full report of the last run. With --html: both, as"
                        + " a page.")
final class ReportCommand implements Callable<Integer> {
    private static final int SHOWN = 20;
    private static final Path STDOUT = Path.of("-");

    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "write the last run and the history to FILE as one HTML page; - is stdout")
    private @Nullable Path html;

    @Override
    public Integer call() throws Exception {
        if (html != null && parent.options().json()) {
            throw new Refusal(ExitCode.USAGE, "--html and -o json are two answers; ask for one of them");
        }
        if (html != null && html.toString().isEmpty()) {
            throw new Refusal(ExitCode.USAGE, "--html: the name of the file is empty; name one, or - for stdout");
        }
        ConfigResult.Loaded loaded = parent.options().load();
        Path state = loaded.config().files().state();
        if (html != null) {
            write(ReportPage.of(state).orElseThrow(() -> noRun(state)), html);
        } else if (parent.options().json()) {
            parent.screen().answer(History.lastRun(state).orElseThrow(() -> noRun(state)));
        } else {
            parent.screen().answer(HistoryText.lines(History.lines(state), SHOWN, ZoneId.systemDefault()));
        }
        return ExitCode.OK.number();
    }

    private void write(Document page, Path file) throws IOException {
        if (file.equals(STDOUT)) {
            parent.screen().answer(page);
            return;
        }
        SafeFolders.checkParent(file);
        SafeFiles.checkReplaceable(file);
        AtomicFile.replace(file, "rw-r-----", to -> {
            Writer out = new OutputStreamWriter(to, StandardCharsets.US_ASCII);
            page.writeTo(out);
            out.flush();
        });
    }

    private static Refusal noRun(Path state) {
        return new Refusal(ExitCode.NOT_DONE, "no run has left a report yet in " + state, "run image-sync");
    }
}
