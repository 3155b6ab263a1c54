package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.config.ConfigResult;
import io.imagesync.model.Memory;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import io.imagesync.report.Complaints;
import io.imagesync.report.StatusJson;
import io.imagesync.report.StatusText;
import io.imagesync.ssh.SshConnector;
import io.imagesync.sync.SyncRun;
import io.imagesync.sync.Time;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync status`: what of the wanted images is on which node. Changes nothing.
@Command(
        name = "status",
        description = "Show which node has which of the wanted images: present, missing, drift, by digest only.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Option(names = "--all", description = "show also the images that all nodes have")
    private boolean all;

    @Override
    public Integer call() throws Exception {
        ConfigResult.Loaded loaded = parent.options().load();
        Config config = loaded.config();
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        loaded.warnings().forEach(w -> warnings.add(w.toString()));
        new OpenFiles().check(config, Wiring.limits(config), warnings::add);
        try (SshConnector connector = new SshConnector(Wiring.sshOptions(config).withoutRecording(), warnings::add)) {
            SyncRun run = new SyncRun(
                    Wiring.opener(config, connector, Wiring.credentials(config, warnings::add), _ -> {}),
                    Wiring.rules(config, parent.options().receivers(config)),
                    Memory.NONE,
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
            return show(report, warnings);
        }
    }

    private int show(RunReport report, List<String> warnings) {
        Screen screen = parent.screen();
        if (parent.options().json()) {
            screen.answer(List.of(StatusJson.of(report.surveys(), report.matrix(), warnings)));
        } else {
            screen.answer(StatusText.lines(
                    report.surveys(), report.matrix(), all, parent.options().room(parent.screen())));
            screen.answer(warnings.stream().map(w -> "warning: " + w).toList());
        }
        if (report.leftOut().isEmpty()) {
            return ExitCode.OK.number();
        }
        if (!screen.interactive() || parent.options().json()) {
            screen.complain(Complaints.of(report));
        }
        return ExitCode.INCOMPLETE.number();
    }
}
