package io.imagesync.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The commands and options of the program, read from picocli's model of them: what is written about them is written
/// from this.
record CommandLineModel(CommandLine program) {
    private static final int WIDE = 100;

    /// @param names such as `-c, --config=FILE`
    record Described(String names, String text) {}

    /// @param options that no other command takes
    record Command(String name, String text, List<Described> options) {}

    static CommandLineModel ofProgram() {
        return new CommandLineModel(ImageSync.withCommands(new Screen(System.out, System.err, false, false))
                .setUsageHelpWidth(WIDE));
    }

    String purpose() {
        return program.getCommandSpec().usageMessage().description()[0];
    }

    List<Command> commands() {
        return program.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .map(spec -> new Command(signature(spec), firstLine(spec.usageMessage()), described(own(spec))))
                .toList();
    }

    /// What every command takes.
    List<Described> options() {
        List<String> ofRuns = own(sync()).stream().map(OptionSpec::longestName).toList();
        return described(program.getCommandSpec().options().stream()
                .filter(option -> !ofRuns.contains(option.longestName()))
                .toList());
    }

    /// Number to meaning.
    Map<String, String> exitCodes() {
        return program.getCommandSpec().usageMessage().exitCodeList();
    }

    private CommandSpec sync() {
        return Objects.requireNonNull(program.getSubcommands().get("sync")).getCommandSpec();
    }

    /// The command and its words, as `help [COMMAND]`.
    private static String signature(CommandSpec spec) {
        return spec.positionalParameters().stream()
                .filter(words -> !words.hidden())
                .map(words -> words.required() ? words.paramLabel() : "[" + words.paramLabel() + "]")
                .collect(Collectors.joining(" ", spec.name() + " ", ""))
                .strip();
    }

    private static String firstLine(UsageMessageSpec usage) {
        String[] lines = usage.header().length > 0 ? usage.header() : usage.description();
        return Ansi.OFF.string(lines[0]).lines().findFirst().orElseThrow();
    }

    private static List<OptionSpec> own(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())
                .toList();
    }

    private static List<Described> described(Collection<OptionSpec> options) {
        return options.stream()
                .filter(option -> !option.hidden())
                .map(option -> new Described(names(option), String.join(" ", option.description())))
                .toList();
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return Arrays.stream(option.names()).collect(Collectors.joining(", ")) + value;
    }
}
