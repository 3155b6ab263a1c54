package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.config.ConfigResult;
import io.imagesync.doctor.HostDoctor;
import io.imagesync.doctor.NodeDoctor;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.plan.Planner;
import io.imagesync.report.FindingsText;
import io.imagesync.report.IdlePrefixes;
import io.imagesync.report.Metrics;
import io.imagesync.ssh.SshConnector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync doctor`: looks at this host and every node and says what to do about what is wrong. Changes nothing.
@Command(
        name = "doctor",
        description =
                "Check this host and every node: folders, lock, SSH, both ways to the container runtime, disk; each failure with its remedy.")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Option(names = "--all", description = "show also the checks of nodes on which nothing is wrong")
    private boolean all;

    @Override
    public Integer call() throws Exception {
        ConfigResult.Loaded loaded = parent.options().load();
        Config config = loaded.config();
        Set<NodeName> asked = parent.options().receivers(config);
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        loaded.warnings().forEach(w -> warnings.add(w.toString()));
        List<Finding> findings = new ArrayList<>(new HostDoctor().examine(config));
        findings.addAll(authFile(config, warnings));
        findings.addAll(files(config, warnings));
        try (SshConnector connector = new SshConnector(Wiring.sshOptions(config).withoutRecording(), warnings::add)) {
            NodeDoctor doctor = new NodeDoctor(
                    connector,
                    Wiring.runtime(config),
                    config.limits().connections(),
                    config.limits().listing(),
                    config.limits().disk().percent(),
                    System::nanoTime);
            findings.addAll(doctor.examine(
                    config.fleet().takingPart().stream()
                            .filter(node -> asked.isEmpty() || asked.contains(node))
                            .toList(),
                    listings -> asked.isEmpty() ? idlePrefixes(config, listings) : List.of()));
        }
        show(findings, warnings);
        boolean failed = findings.stream().anyMatch(f -> f.level() == Level.FAILED);
        return (failed ? ExitCode.INCOMPLETE : ExitCode.OK).number();
    }

    private static List<Finding> idlePrefixes(Config config, List<Listing> listings) {
        return Planner.idlePrefixes(Wiring.prefixes(config), listings).stream()
                .map(prefix -> new Finding(Level.WARNING, "all nodes", IdlePrefixes.what(prefix), IdlePrefixes.REMEDY))
                .toList();
    }

    private static List<Finding> authFile(Config config, List<String> warnings) {
        try {
            Wiring.credentials(config, warnings::add);
            return List.of();
        } catch (Refusal e) {
            return List.of(new Finding(
                    Level.FAILED, "this host", e.lines().getFirst(), e.lines().getLast()));
        }
    }

    /// What a run would refuse.
    private static List<Finding> files(Config config, List<String> warnings) {
        List<Finding> findings = new ArrayList<>();
        try {
            new OpenFiles().check(config, Wiring.limits(config), warnings::add);
        } catch (UnusableFileException e) {
            findings.add(new Finding(Level.FAILED, "this host", String.valueOf(e.getMessage()), e.remedy()));
        }
        try {
            if (config.files().metrics().isPresent()) {
                Metrics.checkOurs(config.files().metrics().get());
            }
        } catch (UnusableFileException e) {
            findings.add(new Finding(Level.FAILED, "this host", "METRICS_FILE: " + e.getMessage(), e.remedy()));
        }
        return findings;
    }

    private void show(List<Finding> findings, List<String> warnings) {
        parent.screen()
                .answer(
                        parent.options().json()
                                ? List.of(FindingsText.json(findings, warnings))
                                : FindingsText.lines(
                                        findings,
                                        warnings,
                                        all,
                                        parent.options().room(parent.screen())));
    }
}
