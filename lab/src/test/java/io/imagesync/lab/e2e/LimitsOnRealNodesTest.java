package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many pulls run at once, counted on the nodes.
@OnRealNodes
class LimitsOnRealNodesTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    @Test
    void neverMoreThanThreeOnANode(RealLab lab) {
        List<String> images = from("registry.lab:5000", TinyImages.push(lab, "limits/three", 16));
        lab.delayPulls("w1", A_MOMENT);

        Ended ended = program(lab, images, "MAX_PARALLEL=3").run("--nodes", "w1");

        assertThat(ended).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.pulls("w1").peak()).isEqualTo(3);
        assertThat(lab.images("w1")).containsAll(images);
    }

    /// sshd's MaxSessions is 10, so this needs a second connection.
    @Test
    void fifteenOnANode(RealLab lab) {
        List<String> images = from("registry.lab:5000", TinyImages.push(lab, "limits/fifteen", 20));

        runsAtOnce(lab, images, 15, "MAX_PARALLEL=15");
    }

    @Test
    void fourWhereAConnectionTakesOneSession(RealLab lab) {
        List<String> images = from("registry.lab:5000", TinyImages.push(lab, "limits/four", 6));
        lab.real("sshd", "w1", "MaxSessions 1");
        try {
            runsAtOnce(lab, images, 4, "MAX_PARALLEL=4");
        } finally {
            lab.real("sshd", "w1");
        }
    }

    private void runsAtOnce(RealLab lab, List<String> images, int count, String limit) {
        lab.holdPulls("w1");
        try (Running run = program(lab, images, limit).start("--nodes", "w1")) {
            Await.until(count + " pulls at once", () -> lab.pulls("w1"), log -> log.running() >= count);
            lab.releasePulls("w1");
            assertThat(run.end(Program.LIMIT)).isEqualTo(new Ended(0, "", ""));
        }
        assertThat(lab.pulls("w1").peak()).isEqualTo(count);
        assertThat(lab.images("w1")).containsAll(images);
    }

    @Test
    void fiveInTheFleet(RealLab lab) {
        List<String> images = from("registry.lab:5000", TinyImages.push(lab, "limits/fleet", 4));
        lab.nodes().forEach(node -> lab.delayPulls(node, A_MOMENT));

        Ended ended =
                program(lab, images, "MAX_PARALLEL=4", "MAX_PARALLEL_TOTAL=5").run();

        assertThat(ended).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.pulls().started()).hasSize(12);
        assertThat(lab.pulls().peak()).isEqualTo(5);
    }

    @Test
    void twoFromEachRegistry(RealLab lab) {
        List<String> names = TinyImages.push(lab, "limits/registry", 3);
        List<String> images = Stream.of("quay.io", "ghcr.io")
                .flatMap(registry -> from(registry, names).stream())
                .toList();
        lab.nodes().forEach(lab::holdPulls);

        try (Running run = program(lab, images, "MAX_PARALLEL=6", "MAX_PARALLEL_REGISTRY=2")
                .start()) {
            Await.until("pulls from both registries", lab::pulls, log -> log.running() >= 4);
            lab.nodes().forEach(lab::releasePulls);
            assertThat(run.end(Program.LIMIT)).isEqualTo(new Ended(0, "", ""));
        }
        assertThat(lab.pulls().started()).hasSize(18);
        assertThat(lab.pulls().only(image -> image.startsWith("quay.io/")).peak())
                .isEqualTo(2);
        assertThat(lab.pulls().only(image -> image.startsWith("ghcr.io/")).peak())
                .isEqualTo(2);
    }

    private Program program(RealLab lab, List<String> images, String... limits) {
        Program program = new Program(lab, folder);
        program.configure(Stream.concat(
                        Stream.of("NODES='w1 w2 w3'", "IMAGES='" + String.join(" ", images) + "'"), Stream.of(limits))
                .toArray(String[]::new));
        return program;
    }

    private static List<String> from(String registry, List<String> names) {
        return names.stream().map(name -> registry + "/" + name).toList();
    }
}
