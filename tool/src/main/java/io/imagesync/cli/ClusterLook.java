package io.imagesync.cli;

import io.imagesync.cluster.Cluster;
import io.imagesync.cluster.Members;
import io.imagesync.config.Config;
import io.imagesync.config.WrongValue;
import io.imagesync.doctor.ClusterDoctor;
import io.imagesync.doctor.ClusterDoctor.Seen;
import io.imagesync.model.Finding;
import io.imagesync.model.Level;
import io.imagesync.model.NodeName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;

/// What `doctor` sees of the cluster. Where it does not answer, doctor goes on with what it said last, and without
/// that with the nodes that are configured.
///
/// @param wiring that does not know the cluster yet
record ClusterLook(CommonOptions options, Wiring wiring, Clock clock) {
    /// @param findings gets what is found
    /// @return what knows the nodes
    Wiring look(List<Finding> findings) throws Refusal, WrongValue, InterruptedException {
        Config config = wiring.config();
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        BiConsumer<Level, String> notes = (level, text) -> {
            if (level.isAtLeast(Level.WARNING)) {
                warnings.add(text);
            }
        };
        try (Cluster cluster = new Cluster(config.cluster(), clock, notes)) {
            ClusterDoctor doctor = new ClusterDoctor(
                    cluster::version, () -> cluster.ask(true), cluster::mayNotList, config.cluster(), System::nanoTime);
            Seen seen = doctor.ask();
            findings.addAll(seen.findings());
            warnings.forEach(text -> findings.add(Finding.warning(ClusterDoctor.SUBJECT, text, "")));
            seen.given().ifPresent(answer -> {
                List<NodeName> configured = config.fleet().nodes();
                findings.addAll(doctor.compare(answer, Members.of(answer, config.cluster(), configured), configured));
            });
            return knowing(seen, findings);
        }
    }

    private Wiring knowing(Seen seen, List<Finding> findings) throws Refusal, WrongValue, InterruptedException {
        try {
            return new Asking(options, wiring, clock).ask(_ -> seen.answer(), false);
        } catch (Refusal e) {
            if (e.code() == ExitCode.USAGE) {
                throw e;
            }
            if (seen.given().isEmpty()) {
                return new Hearing(options, wiring).ofNothing(List.of(String.join("; ", e.lines())));
            }
            findings.add(new Finding(
                    Finding.Level.FAILED,
                    ClusterDoctor.SUBJECT,
                    e.lines().getFirst(),
                    e.lines().getLast()));
            return new Hearing(options, wiring).ofNothing(List.of());
        }
    }
}
