package io.imagesync.cli;

import io.imagesync.model.RunReport;
import io.imagesync.report.StatusJson;
import io.imagesync.report.StatusText;
import io.imagesync.state.RunMemory;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync status`: what of the wanted images is on which node. Changes nothing.
@Command(
        name = "status",
        description =
                "Show which node has which of the wanted images: present, missing, drift, or by digest only. Changes nothing.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Option(names = "--all", description = "also show the images that all nodes have")
    private boolean all;

    @Override
    public Integer call() throws Exception {
        Wiring wiring = parent.options().looking();
        List<String> warnings = wiring.warnings();
        RunMemory memory =
                RunMemory.lookAtRemoved(wiring.config().files().state(), Clock.system(ZoneId.systemDefault()));
        warnings.addAll(memory.warnings());
        RunReport report = wiring.plan(Wiring::make, memory, warnings);
        return parent.answer(
                        report,
                        warnings,
                        () -> StatusJson.of(report.surveys(), report.matrix(), report.plan(), warnings),
                        room -> StatusText.lines(report.surveys(), report.matrix(), report.plan(), all, room))
                .number();
    }
}
