package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.config.WrongValue;
import io.imagesync.doctor.CrioPins;
import io.imagesync.doctor.HostDoctor;
import io.imagesync.doctor.NodeDoctor;
import io.imagesync.doctor.OtherAddress;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import io.imagesync.model.Listing;
import io.imagesync.plan.Prefix;
import io.imagesync.report.FindingsText;
import io.imagesync.report.Metrics;
import io.imagesync.report.PlanWarnings;
import io.imagesync.ssh.SshConnector;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync doctor`: looks at this host and every node and says what to do about what is wrong. Changes nothing.
@Command(
        name = "doctor",
        description =
                "Check this host, every node, and the Kubernetes cluster if one is configured: folders, lock, SSH,"
                        + " both ways to the container runtime, disk. Each failure comes with what to do. Changes nothing.")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Option(names = "--all", description = "also show the checks of nodes without problems")
    private boolean all;

    @Override
    public Integer call() throws Exception {
        List<Finding> cluster = new ArrayList<>();
        Wiring wiring = asked(parent.options().wiring(), cluster);
        Config config = wiring.config();
        List<String> warnings = wiring.warnings();
        List<Finding> findings = new ArrayList<>(new HostDoctor().examine(config));
        findings.addAll(refusals(wiring, warnings));
        findings.addAll(cluster);
        try (SshConnector connector = new SshConnector(config.ssh().withoutRecording(), warnings::add)) {
            boolean whole = wiring.receivers().isEmpty();
            findings.addAll(doctor(wiring, connector)
                    .examine(
                            config.fleet().takingPart().stream()
                                    .filter(node -> whole || wiring.receivers().contains(node))
                                    .toList(),
                            listings -> whole ? idlePrefixes(wiring, listings) : List.of()));
        }
        parent.answer(
                () -> FindingsText.json(findings, warnings), room -> FindingsText.lines(findings, warnings, all, room));
        boolean failed = findings.stream().anyMatch(f -> f.level() == Level.FAILED);
        return (failed ? ExitCode.INCOMPLETE : ExitCode.OK).number();
    }

    /// The same with the nodes of the cluster, where it is asked.
    private Wiring asked(Wiring wiring, List<Finding> findings) throws Refusal, WrongValue, InterruptedException {
        return wiring.config().cluster().isAsked()
                ? new ClusterLook(parent.options(), wiring, Clock.system(ZoneId.systemDefault())).look(findings)
                : wiring;
    }

    private static NodeDoctor doctor(Wiring wiring, SshConnector connector) {
        Heard heard = wiring.heard();
        Config config = wiring.config();
        return new NodeDoctor(
                connector,
                config.runtime(),
                config.limits().relay().isOn(),
                new CrioPins(config.upkeep().pin(), wiring.pinning()::takes),
                config.limits().connections(),
                config.limits().listing(),
                config.limits().disk().percent(),
                System::nanoTime,
                node -> heard == null
                        ? Optional.empty()
                        : new OtherAddress(
                                        heard.members().known(), heard.members().joining())
                                .remedy(node));
    }

    private static List<Finding> idlePrefixes(Wiring wiring, List<Listing> listings) {
        return Prefix.idle(wiring.prefixes(), listings).stream()
                .map(prefix ->
                        new Finding(Level.WARNING, "all nodes", PlanWarnings.idle(prefix), PlanWarnings.IDLE_REMEDY))
                .toList();
    }

    /// What a run would refuse.
    private static List<Finding> refusals(Wiring wiring, List<String> warnings) {
        List<Finding> findings = new ArrayList<>();
        try {
            wiring.credentials(warnings::add);
        } catch (Refusal e) {
            findings.add(failed(e.lines().getFirst(), e.lines().getLast()));
        }
        try {
            new OpenFiles().check(wiring.config(), warnings::add);
        } catch (UnusableFileException e) {
            findings.add(failed(String.valueOf(e.getMessage()), e.remedy()));
        }
        try {
            if (wiring.config().files().metrics().isPresent()) {
                Metrics.checkOurs(wiring.config().files().metrics().get());
            }
        } catch (UnusableFileException e) {
            findings.add(failed("METRICS_FILE: " + e.getMessage(), e.remedy()));
        }
        return findings;
    }

    private static Finding failed(String what, String remedy) {
        return new Finding(Level.FAILED, "this host", what, remedy);
    }
}
