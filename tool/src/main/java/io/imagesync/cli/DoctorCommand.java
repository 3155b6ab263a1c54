package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.doctor.NodeDoctor;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import io.imagesync.report.FindingsText;
import io.imagesync.ssh.SshConnector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `image-sync doctor`: looks at every node and says what to do about what is wrong. Changes nothing.
@Command(
        name = "doctor",
        description =
                "Check every node: SSH, both ways to its container runtime, the disk; each failure with its remedy.")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Override
    public Integer call() throws Exception {
        Config config = parent.options().load().config();
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        List<Finding> findings;
        try (SshConnector connector = new SshConnector(Wiring.sshOptions(config).withoutRecording(), warnings::add)) {
            NodeDoctor doctor = new NodeDoctor(
                    connector, Wiring.runtime(config), config.limits().connections(), Wiring.LISTING);
            findings = doctor.examine(config.fleet().takingPart());
        }
        show(findings, warnings);
        boolean failed = findings.stream().anyMatch(f -> f.level() == Level.FAILED);
        return (failed ? ExitCode.INCOMPLETE : ExitCode.OK).number();
    }

    private void show(List<Finding> findings, List<String> warnings) {
        parent.screen()
                .answer(
                        parent.options().json()
                                ? List.of(FindingsText.json(findings, warnings))
                                : FindingsText.lines(findings, warnings));
    }
}
