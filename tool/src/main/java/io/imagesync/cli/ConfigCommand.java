package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Effective;
import io.imagesync.report.ConfigText;
import io.imagesync.report.History;
import io.imagesync.report.HistoryText;
import io.imagesync.report.PlanWarnings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `image-sync config`: what was understood and where it came from.
@Command(name = "config", description = "Show the configuration as it was understood, and where each value came from.")
final class ConfigCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Override
    public Integer call() throws Exception {
        Wiring wiring = parent.options().wiring();
        List<Effective> rows = wiring.loaded().effective();
        List<String> warnings = wiring.warnings();
        warnings.addAll(idlePrefixes(wiring.config()));
        parent.answer(() -> ConfigText.json(rows, warnings), room -> ConfigText.table(rows, warnings, room));
        return ExitCode.OK.number();
    }

    /// Only the nodes know, so the last run is asked; without one nothing is said.
    private static List<String> idlePrefixes(Config config) {
        try {
            return HistoryText.idlePrefixes(History.lines(config.files().state())).stream()
                    .filter(config.wanted().prefixes()::contains)
                    .map(prefix -> PlanWarnings.idle(prefix) + " in the last run; " + PlanWarnings.IDLE_REMEDY)
                    .toList();
        } catch (UnusableFileException _) {
            return List.of();
        }
    }
}
