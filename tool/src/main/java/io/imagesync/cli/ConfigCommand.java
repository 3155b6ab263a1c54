package io.imagesync.cli;

import io.imagesync.config.ConfigResult;
import io.imagesync.report.ConfigText;
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
        List<String> warnings = loaded.warnings().stream().map(Object::toString).toList();
        parent.screen()
                .answer(
                        parent.options().json()
                                ? List.of(ConfigText.json(rows, warnings))
                                : ConfigText.table(rows, warnings));
        return ExitCode.OK.number();
    }
}
