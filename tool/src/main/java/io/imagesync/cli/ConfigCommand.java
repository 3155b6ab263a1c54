package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.config.ConfigResult;
import io.imagesync.files.UnusableFileException;
import io.imagesync.report.ConfigText;
import io.imagesync.report.History;
import io.imagesync.report.HistoryText;
import io.imagesync.report.IdlePrefixes;
import java.util.ArrayList;
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
    public Integer call() throws Refusal {
        ConfigResult.Loaded loaded = parent.options().load();
        parent.options().receivers(loaded.config());
        List<ConfigText.Row> rows = loaded.effective().stream()
                .map(e -> new ConfigText.Row(e.key(), e.value(), e.origin()))
                .toList();
        List<String> warnings =
                new ArrayList<>(loaded.warnings().stream().map(Object::toString).toList());
        warnings.addAll(idlePrefixes(loaded.config()));
        parent.screen()
                .answer(
                        parent.options().json()
                                ? List.of(ConfigText.json(rows, warnings))
                                : ConfigText.table(
                                        rows, warnings, parent.options().room(parent.screen())));
        return ExitCode.OK.number();
    }

    /// Only the nodes know, so the last run is asked; without one nothing is said.
    private static List<String> idlePrefixes(Config config) {
        try {
            return HistoryText.idlePrefixes(History.lines(config.files().state())).stream()
                    .filter(config.wanted().prefixes()::contains)
                    .map(prefix -> IdlePrefixes.what(prefix) + " in the last run; " + IdlePrefixes.REMEDY)
                    .toList();
        } catch (UnusableFileException _) {
            return List.of();
        }
    }
}
