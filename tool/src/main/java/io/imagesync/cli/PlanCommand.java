package io.imagesync.cli;

import io.imagesync.model.RunReport;
import io.imagesync.report.PlanText;
import io.imagesync.report.ReportJson;
import io.imagesync.state.RunMemory;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync plan`: the same way as a run up to the plan, which is printed. Changes nothing, writes nothing, takes
/// no lock.
@Command(
        name = "plan",
        description = "Show what a run would pull on which node, and what it would skip and why. Changes nothing.")
final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Option(names = "--exit-code", description = "exit with 4 if there is something to pull")
    private boolean exitCode;

    @Override
    public Integer call() throws Exception {
        return plan(parent, exitCode, false);
    }

    /// @param retryFailed whether to plan as if no failures were remembered
    static int plan(ImageSync parent, boolean exitCode, boolean retryFailed) throws Exception {
        Wiring wiring = parent.options().looking();
        List<String> warnings = wiring.warnings();
        RunMemory memory = RunMemory.look(wiring.config().files().state(), Clock.system(ZoneId.systemDefault()));
        warnings.addAll(memory.warnings());
        if (retryFailed) {
            memory.forgive();
        }
        RunReport report = wiring.plan(Wiring::make, memory, warnings);
        ExitCode code = parent.answer(
                report,
                warnings,
                () -> ReportJson.plan(report.surveys(), report.plan(), warnings),
                room -> PlanText.lines(report.surveys(), report.plan(), room));
        boolean something = exitCode && !report.plan().pulls().isEmpty();
        return (something && code == ExitCode.OK ? ExitCode.SOMETHING_TO_DO : code).number();
    }
}
