package io.imagesync.cli;

import io.imagesync.model.RunReport;
import io.imagesync.model.Texts;
import io.imagesync.report.Complaints;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/// The program: without a command it is one run.
@Command(
        name = "image-sync",
        description = "Keeps container images in step across the worker nodes of a Kubernetes cluster.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "[COMMAND]",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every wanted image that can be pulled is where it should be, and no node was left out",
            "1:the run was not possible: configuration, lock, log folder, or too few nodes readable; save, restore: nothing"
                    + " matches",
            "2:wrong command line",
            "3:the run ended, but a pull or a removal failed (now or earlier) or was not tried, or a node was left out;"
                    + " doctor: a check failed",
            "4:plan --exit-code: there is something to pull",
            "5:progress: no run is in progress",
            "129,130,143:ended by SIGHUP, SIGINT or SIGTERM"
        })
final class ImageSync implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Mixin
    private SyncCommand.Options syncOptions = new SyncCommand.Options();

    private final Screen screen;

    ImageSync() {
        this(new Screen(System.out, System.err, false, false), new CommonOptions());
    }

    ImageSync(Screen screen, CommonOptions options) {
        this.screen = screen;
        this.options = options;
    }

    /// The whole command line. A group or a file may have the name of a command.
    static CommandLine withCommands(Screen screen) {
        CommandLine commands = new CommandLine(new ImageSync(screen, new CommonOptions()))
                .addSubcommand(new SyncCommand())
                .addSubcommand(new PlanCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new ProgressCommand())
                .addSubcommand(new LoadCommand());
        SaveCommand.addTo(commands);
        return commands.addSubcommand(new RemoveCommand())
                .addSubcommand(new RestoreCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new ConfigCommand())
                .addSubcommand(new HelpCommand())
                .addSubcommand(new GenerateCompletion())
                .setAllowSubcommandsAsOptionParameters(true);
    }

    /// A command line that is not plain, read by picocli and done.
    ///
    /// @return the exit code
    static int execute(Screen screen, String... words) {
        return withCommands(screen)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> wrongUse(screen, e))
                .setExecutionExceptionHandler((e, _, _) -> Main.stopped(screen, e))
                .execute(words);
    }

    private static int wrongUse(Screen screen, ParameterException e) {
        screen.complain(List.of(Texts.printable(String.valueOf(e.getMessage()), 300), "try: image-sync --help"));
        return ExitCode.USAGE.number();
    }

    CommonOptions options() {
        return options;
    }

    SyncCommand.Options syncOptions() {
        return syncOptions;
    }

    Screen screen() {
        return screen;
    }

    /// @param table for the columns that a line may have at most
    void answer(Supplier<String> json, IntFunction<List<String>> table) {
        screen.answer(options.json() ? List.of(json.get()) : table.apply(options.room(screen)));
    }

    /// The answer about a run that stopped at its plan.
    ExitCode answer(RunReport report, List<String> warnings, Supplier<String> json, IntFunction<List<String>> table) {
        answer(json, table);
        if (!options.json()) {
            screen.answer(
                    warnings.stream().map(warning -> "warning: " + warning).toList());
        }
        if (report.leftOut().isEmpty()) {
            return ExitCode.OK;
        }
        if (!screen.interactive() || options.json()) {
            screen.complain(Complaints.of(report));
        }
        return ExitCode.INCOMPLETE;
    }

    @Override
    public Integer call() throws Exception {
        return SyncCommand.sync(this, syncOptions);
    }
}
