package io.imagesync.cli;

import io.imagesync.config.ConfigResult;
import io.imagesync.report.History;
import io.imagesync.report.HistoryText;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `image-sync report`: what the last runs came to. Asks no node and changes nothing.
@Command(name = "report", description = "Show the last runs, a line each; with -o json all about the last one.")
final class ReportCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Override
    public Integer call() throws Exception {
        ConfigResult.Loaded loaded = parent.options().load();
        Path state = loaded.config().files().state();
        if (parent.options().json()) {
            String last = History.lastRun(state)
                    .orElseThrow(() -> new Refusal(
                            ExitCode.NOT_DONE,
                            "there was no run yet that left a report in " + state,
                            "run image-sync"));
            parent.screen().answer(List.of(last));
        } else {
            parent.screen().answer(HistoryText.lines(History.lines(state), SHOWN, ZoneId.systemDefault()));
        }
        return ExitCode.OK.number();
    }
}
