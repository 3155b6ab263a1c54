package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.config.ConfigResult;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import io.imagesync.report.Complaints;
import io.imagesync.report.PlanText;
import io.imagesync.report.ReportJson;
import io.imagesync.ssh.SshConnector;
import io.imagesync.state.RunMemory;
import io.imagesync.sync.SyncRun;
import io.imagesync.sync.Time;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync plan`: the same way as a run up to the plan, which is printed. Changes nothing, writes nothing, takes
/// no lock.
@Command(
        name = "plan",
        description = "Show what a run would pull where, and what it would skip and why. Changes nothing.")
final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Option(names = "--exit-code", description = "exit with 4 when there is something to pull")
    private boolean exitCode;

    @Override
    public Integer call() throws Exception {
        return plan(parent, exitCode, false);
    }

    /// @param retryFailed whether to plan as if no failures were remembered
    static int plan(ImageSync parent, boolean exitCode, boolean retryFailed)
            throws Refusal, UnusableFileException, InterruptedException {
        ConfigResult.Loaded loaded = parent.options().load();
        Config config = loaded.config();
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        loaded.warnings().forEach(w -> warnings.add(w.toString()));
        Clock clock = Clock.system(ZoneId.systemDefault());
        RunMemory memory = RunMemory.look(config.files().state(), clock);
        warnings.addAll(memory.warnings());
        if (retryFailed) {
            memory.forgive();
        }
        new OpenFiles().check(config, Wiring.limits(config), warnings::add);
        try (SshConnector connector = new SshConnector(Wiring.sshOptions(config).withoutRecording(), warnings::add)) {
            SyncRun run = new SyncRun(
                    Wiring.opener(config, connector, Wiring.credentials(config, warnings::add), _ -> {}),
                    Wiring.rules(config, parent.options().receivers(config)),
                    memory,
                    Wiring.limits(config),
                    Time.SYSTEM,
                    event -> {
                        if (event instanceof SyncEvent.Warned(var text)) {
                            warnings.add(text);
                        }
                    });
            RunReport report = run.run(config.fleet().takingPart(), true)
                    .orElseThrow(why ->
                            new Refusal(ExitCode.NOT_DONE, Complaints.of(why.surveys(), why.what(), why.remedy())));
            return show(parent, report, warnings, exitCode);
        }
    }

    private static int show(ImageSync parent, RunReport report, List<String> warnings, boolean exitCode) {
        Screen screen = parent.screen();
        if (parent.options().json()) {
            screen.answer(List.of(ReportJson.plan(report.surveys(), report.plan(), warnings)));
        } else {
            screen.answer(PlanText.lines(
                    report.surveys(), report.plan(), parent.options().room(parent.screen())));
            screen.answer(warnings.stream().map(w -> "warning: " + w).toList());
        }
        if (!report.leftOut().isEmpty()) {
            if (!screen.interactive() || parent.options().json()) {
                screen.complain(Complaints.of(report));
            }
            return ExitCode.INCOMPLETE.number();
        }
        boolean something = exitCode && !report.plan().pulls().isEmpty();
        return (something ? ExitCode.SOMETHING_TO_DO : ExitCode.OK).number();
    }
}
