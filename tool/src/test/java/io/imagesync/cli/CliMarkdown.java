package io.imagesync.cli;

import io.imagesync.cli.CommandLineModel.Command;
import io.imagesync.cli.CommandLineModel.Described;
import java.util.List;
import java.util.stream.Collectors;

/// docs/cli.md, from the model of the command line.
final class CliMarkdown {
    private static final String HEAD = """
            # Commands and options

            This page is generated from the commands in `io.imagesync.cli`; `CliReferenceTest` says how. You find the same in
            `image-sync --help`, `image-sync COMMAND --help` and `man image-sync`.

                image-sync [OPTION]... [COMMAND]

            Without a command, image-sync runs `sync`.

            """;

    private CliMarkdown() {}

    static String text(CommandLineModel model) {
        String commands = model.commands().stream().map(CliMarkdown::command).collect(Collectors.joining());
        String codes = model.exitCodes().entrySet().stream()
                .map(code -> row(code.getKey(), code.getValue()))
                .collect(Collectors.joining());
        return HEAD + "| command | does |\n|---|---|\n" + commands
                + "\n## Options of every command\n\nWrite them before or after the command.\n\n"
                + "| option | meaning |\n|---|---|\n" + rows(model.options())
                + "\n## Exit codes\n\n| exit code | meaning |\n|---|---|\n" + codes;
    }

    private static String command(Command command) {
        String options = command.options().stream()
                .map(option -> "<br>`" + option.names() + "`: " + option.text())
                .collect(Collectors.joining());
        return row("`" + command.name() + "`", command.text() + options);
    }

    private static String rows(List<Described> options) {
        return options.stream()
                .map(option -> row("`" + option.names() + "`", option.text()))
                .collect(Collectors.joining());
    }

    private static String row(String left, String right) {
        return "| " + left.replace("|", "\\|") + " | " + right.replace("|", "\\|") + " |\n";
    }
}
