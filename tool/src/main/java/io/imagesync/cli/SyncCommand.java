package io.imagesync.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync sync`: one run.
@Command(name = "sync", description = "Bring all nodes in step: one run. This is the default command.")
final class SyncCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Mixin
    private Options options = new Options();

    /// What only a run takes, with or without its command name.
    static final class Options {
        @Option(names = "--dry-run", description = "show the plan and stop; change nothing")
        private boolean dryRun;

        @Option(
                names = "--retry-failed",
                description = "forget the failures and vanished images that earlier runs remember, and try them now")
        private boolean retryFailed;

        /// They may stand on either side of the command's name.
        Options or(Options others) {
            Options both = new Options();
            both.dryRun = dryRun || others.dryRun;
            both.retryFailed = retryFailed || others.retryFailed;
            return both;
        }
    }

    @Override
    public Integer call() throws Exception {
        return sync(parent, options.or(parent.syncOptions()));
    }

    static int sync(ImageSync parent, Options options) throws Exception {
        if (options.dryRun) {
            return PlanCommand.plan(parent, false, options.retryFailed);
        }
        parent.screen().logged();
        Wiring wiring = parent.options().wiring();
        return LockedRun.underLock(parent, wiring, Wiring::make, true, options.retryFailed);
    }
}
