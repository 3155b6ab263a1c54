package io.imagesync.cli;

import io.imagesync.model.Texts;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/// Every command line, read by picocli and done.
final class FullLine {
    private FullLine() {}

    /// @return the exit code
    static int execute(Screen screen, String... words) {
        return ImageSync.withCommands(screen)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> wrongUse(screen, e))
                .setExecutionExceptionHandler((e, _, _) -> Main.stopped(screen, e))
                .execute(words);
    }

    private static int wrongUse(Screen screen, ParameterException e) {
        screen.complain(List.of(Texts.shown(String.valueOf(e.getMessage()), 300), "try: image-sync --help"));
        return ExitCode.USAGE.number();
    }
}
