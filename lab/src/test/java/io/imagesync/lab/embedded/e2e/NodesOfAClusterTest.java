package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.kube.ApiFault;
import io.imagesync.lab.kube.LabCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration that names no node, by the real `kubectl`. What can go wrong with it is in the table of faults.
@Tag("kubectl")
class NodesOfAClusterTest {
    private static final String APP = Site.REPOSITORY + "app:1.0";
    private static final Ended SILENT = new Ended(0, "", "");
    private static final Pattern TIME = Pattern.compile("\"\\d{4}-\\d\\d-\\d\\dT[^\"]+Z\"");

    @TempDir
    private Path folder;

    private Site site;
    private LabCluster cluster;

    @BeforeEach
    void start() throws Exception {
        site = Site.of(folder, 3);
        cluster = LabCluster.up(folder);
        for (int i = 1; i <= 3; i++) {
            cluster.node("gpu0" + i, "127.0.1." + i);
            site.set("NODE" + i, "");
        }
        cluster.settings().forEach(site::set);
        site.set("NODE_SELECTOR", "*").set("IMAGES_FROM", "workloads").set("SOURCE_NODES", "none");
        site.fleet().registry().push(APP, 5);
        cluster.deployment("team", "api", APP);
    }

    @AfterEach
    void stop() {
        site.close();
        cluster.close();
    }

    @Test
    void aNodeThatJoinsIsServedByTheNextRunAndOneThatLeftIsForgotten() throws Exception {
        cluster.removeNode("gpu03");
        assertThat(site.run()).isEqualTo(SILENT);
        assertThat(holders()).containsExactly("gpu01", "gpu02");

        cluster.node("gpu03", "127.0.1.3");
        cluster.removeNode("gpu01");
        assertThat(site.run()).isEqualTo(SILENT);
        assertThat(holders()).containsExactly("gpu01", "gpu02", "gpu03");
        assertThat(site.log()).contains("[INFO] Nodes: gpu01 <-> gpu02", "[INFO] Nodes: gpu02 <-> gpu03");
        assertThat(site.run("status").stdout()).doesNotContain("gpu01");
    }

    @Test
    void whoReceivesMayBeANodeThatJoins() throws Exception {
        assertThat(site.run("--nodes", "gpu09").exitCode()).isEqualTo(2);
        assertThat(site.run("--nodes", "gpu02")).isEqualTo(SILENT);

        assertThat(holders()).containsExactly("gpu02");
    }

    @Test
    void aWorkloadsNodeSelectorLimitsWhereItsImagesGo() throws Exception {
        cluster.node("gpu02", "127.0.1.2", "zone=a");
        cluster.deploymentOn("team", "api", "zone=a", APP);

        assertThat(site.run()).isEqualTo(SILENT);
        assertThat(holders()).containsExactly("gpu02");
    }

    @Test
    void nodesAloneJoinTheUnionAndTakeNoOtherRight() throws Exception {
        site.set("IMAGES_FROM", "").set("SOURCE_NODES", "").holds("gpu03", "held:1");
        cluster.allowOnly("nodes");

        assertThat(site.run()).isEqualTo(SILENT);
        assertThat(site.isOn("held:1", "gpu01")).isTrue();
        assertThat(cluster.requests()).isNotEmpty().allMatch(path -> path.startsWith("GET /api/v1/nodes?"));
    }

    /// Also while `kubectl` runs, to everybody on this host.
    @Test
    void theTokenIsSeenNowhere() throws Exception {
        assertThat(site.set("LOG_LEVEL", "DEBUG").run()).isEqualTo(SILENT);
        cluster.nodesAre(new ApiFault.Silent());
        try (Program program = site.start("-v", "--retry-failed")) {
            Await.until("kubectl", () -> LabCluster.running(folder), lines -> !lines.isEmpty());
            assertThat(program.descendants().stream()
                            .map(process -> process.info().commandLine().orElse("")))
                    .isNotEmpty()
                    .noneMatch(line -> line.contains(cluster.token()));
            program.signal("TERM");
            Ended ended = program.end(Duration.ofSeconds(10));
            assertThat(ended.exitCode()).isEqualTo(143);
        }
        assertThat(LabCluster.running(folder)).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> Files.isRegularFile(file) && !file.equals(cluster.kubeconfig())))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain(cluster.token()));
        }
    }

    @Test
    void namesFromTheApiAreOnlyData() throws Exception {
        cluster.node("-oProxyCommand=touch x", "-oProxyCommand=touch y");
        cluster.node("gpu[01-99]", "::1%$(touch z)");
        cluster.node("a\nb\u001b[2J", "*");
        cluster.deployment("--help", "a\n[2026-11-30 08:00:00] [ERROR] forged", "$(touch x)", "--privileged", APP);
        cluster.deployment("x".repeat(100_000), "y", "a\u001b[2J/b:1", "\u0000");

        Ended ended = site.run();

        assertThat(ended.exitCode()).isIn(0, 3);
        assertThat(holders()).containsExactly("gpu01", "gpu02", "gpu03");
        assertThat(site.log()).noneMatch(line -> line.startsWith("[ERROR] forged"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("x", "y", "z");
        }
        for (String command : List.of("plan", "status", "config")) {
            assertThat(site.run(command).stdout()).as(command).doesNotContain("\u001b", "\n[2026");
        }
    }

    @Test
    void theKeptAnswerIsOfUseForADay() throws Exception {
        assertThat(site.run()).isEqualTo(SILENT);
        cluster.stop();
        age(Duration.ofHours(23));
        assertThat(site.run()).isEqualTo(SILENT);

        age(Duration.ofHours(2));
        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr()).contains("KUBE_MAX_AGE");
        assertThat(site.set("KUBE_MAX_AGE", "48h").run()).isEqualTo(SILENT);
    }

    private void age(Duration by) throws IOException {
        Path file = site.state().resolve("cluster.json");
        Files.writeString(file, TIME.matcher(Files.readString(file)).replaceAll(found -> {
            String at = found.group();
            return "\"" + Instant.parse(at.substring(1, at.length() - 1)).minus(by) + "\"";
        }));
    }

    @Test
    void anAnswerWithoutAnyNodeIsNotBelieved() throws Exception {
        assertThat(site.run()).isEqualTo(SILENT);
        List.of("gpu01", "gpu02", "gpu03").forEach(cluster::removeNode);

        assertThat(site.run()).isEqualTo(SILENT);

        assertThat(site.log()).anyMatch(line -> line.startsWith("[WARNING] ") && line.contains("no node"));
        assertThat(site.node("gpu01").connections()).isGreaterThan(1);
    }

    private List<String> holders() {
        return site.fleet().nodes().stream()
                .filter(node -> node.store().holds(APP))
                .map(node -> node.name())
                .toList();
    }
}
