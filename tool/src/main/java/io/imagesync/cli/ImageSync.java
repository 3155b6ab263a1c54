package io.imagesync.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;

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
            "0:nothing is left that a pull could mend, no node was left out",
            "1:the run could not be done: configuration, lock, log folder, too few nodes readable",
            "2:wrong use of the command line",
            "3:done, but a pull failed, now or before, or was not tried, or a node was left out; doctor: a check failed",
            "4:plan --exit-code, and there is something to pull",
            "129,130,143:ended by SIGHUP, SIGINT, SIGTERM"
        })
final class ImageSync implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Mixin
    private SyncCommand.Options syncOptions = new SyncCommand.Options();

    private final Screen screen;

    ImageSync() {
        this(new Screen(System.out, System.err, false, false));
    }

    ImageSync(Screen screen) {
        this(screen, new CommonOptions());
    }

    ImageSync(Screen screen, CommonOptions options) {
        this.screen = screen;
        this.options = options;
    }

    /// The whole command line. A group or a file may have the name of a command.
    static CommandLine withCommands(Screen screen) {
        return new CommandLine(new ImageSync(screen))
                .addSubcommand(new SyncCommand())
                .addSubcommand(new PlanCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new ConfigCommand())
                .addSubcommand(new HelpCommand())
                .addSubcommand(new GenerateCompletion())
                .setAllowSubcommandsAsOptionParameters(true);
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

    @Override
    public Integer call() throws Exception {
        return SyncCommand.sync(this, syncOptions);
    }
}
