package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.Pace;
import io.imagesync.lab.embedded.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Limits of a run, counted at the nodes.
@BothWays
class LimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int IMAGES = 6;

    @Parameter
    Access access = Access.CRICTL;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"MAX_PARALLEL, 2, 2, 4", "MAX_PARALLEL_TOTAL, 3, 3, 3", "MAX_PARALLEL_REGISTRY, 5, 4, 5"})
    void keepsToTheLimitAndUsesIt(String key, int value, int onANode, int inAll) throws Exception {
        try (Site site = Site.of(folder, 3).by(access).set(key, value)) {
            site.holds(
                    "gpu01",
                    IntStream.range(0, IMAGES).mapToObj(i -> "app:" + i).toArray(String[]::new));
            Gate gate = new Gate();
            site.fleet().nodes().forEach(node -> node.pace(Pace.behind(gate)));
            try (Program program = site.start()) {
                await("all that may run", () -> site.fleet().pulls().current() == inAll);
                gate.open();
                assertThat(program.end()).isEqualTo(new Ended(0, "", ""));
            }
            assertThat(site.fleet().pulls().peak()).isEqualTo(inAll);
            assertThat(site.fleet().nodes()).allMatch(node -> node.pulls().peak() <= onANode);
            assertThat(site.node("gpu02").store().images()).hasSize(IMAGES);
        }
    }

    @Test
    void connectsToSoManyNodesAtOnce() throws Exception {
        try (Site site = Site.of(folder, 6).by(access).set("MAX_CONNECTIONS", 2)) {
            Gate gate = new Gate();
            site.fleet()
                    .nodes()
                    .forEach(node -> node.script().next("list", new Reply.After(gate, new Reply.Ordinary())));
            try (Program program = site.start()) {
                await("two nodes to be asked", () -> asked(site) == 2);
                assertThat(site.fleet().nodes().stream()
                                .mapToInt(EmbeddedNode::connections)
                                .sum())
                        .isEqualTo(2);
                gate.open();
                assertThat(program.end().exitCode()).isZero();
            }
            assertThat(asked(site)).isEqualTo(6);
        }
    }

    /// Nodes that were asked for their images.
    private static long asked(Site site) {
        return site.fleet().nodes().stream()
                .filter(node -> node.verbs().contains("list")
                        || node.events().all().contains(new NodeEvent.Called("ListImages")))
                .count();
    }

    @Test
    void needsOneConnectionANodeWhenThereIsNothingToDo() throws Exception {
        try (Site site = Site.of(folder, 3).by(access)) {
            site.fleet().nodes().forEach(node -> site.holds(node.name(), "app:1.0"));

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(site.fleet().nodes())
                    .allMatch(node -> node.connections() == 1)
                    .allMatch(node -> node.commands() <= 2);
        }
    }

    @Test
    void needsOneConnectionANodeAlsoForPulls() throws Exception {
        try (Site site = Site.of(folder, 2).by(access).holds("gpu01", "app:1.0", "app:2.0")) {
            assertThat(site.run().exitCode()).isZero();

            assertThat(site.node("gpu02").connections()).isEqualTo(1);
        }
    }

    @Test
    void worksWithOneSessionAConnection() throws Exception {
        try (Site site = Site.of(folder, 2, node -> node.maxSessions(1)).by(access)) {
            site.holds("gpu01", "app:1.0", "app:2.0", "app:3.0");

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(site.node("gpu02").store().images()).hasSize(3);
        }
    }

    @Test
    void startsNoPullAfterTheRunLimit() throws Exception {
        try (Site site = Site.of(folder, 2).by(access).set("RUN_LIMIT", 4).set("MAX_PARALLEL", 1)) {
            site.holds("gpu01", "app:1.0", "app:2.0").node("gpu02").pace(Pace.taking(Duration.ofSeconds(5)));

            assertThat(site.run().exitCode()).isEqualTo(3);

            assertThat(site.node("gpu02").events().count(NodeEvent.PullStarted.class))
                    .isEqualTo(1);
            assertThat(site.file("failed_images")).singleElement().asString().endsWith(" (RUN_LIMIT) - FAILED");
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited for " + what).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
