package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.kube.LabCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration without a node and without an image: both are asked of Kubernetes, by the real `kubectl`.
@OnRealNodes(only = Access.CRI)
@Tag("kubectl")
class KubernetesOnRealNodesTest {
    private static final Ended SILENT = new Ended(0, "", "");

    @TempDir
    private Path folder;

    @Test
    void whatWorkloadsNameIsOnTheNodesOfTheCluster(RealLab lab) {
        String app = lab.push("kube/app:1", 20);
        try (LabCluster cluster = cluster(lab)) {
            cluster.cordonedNode("node-w3", address(lab, "w3"), "pool=gpu");
            cluster.deployment("team", "api", app);
            Program program = program(lab, cluster);

            assertThat(program.run("config").stdout()).contains(address(lab, "w1"), "node-w1", "cordoned");
            assertThat(program.run("doctor").exitCode()).isZero();
            assertThat(program.run()).isEqualTo(SILENT);
            assertThat(holders(lab, app)).containsExactly("w1", "w2");
            assertThat(program.log())
                    .anyMatch(
                            line -> line.matches(".*\\[INFO] Left out.*: " + address(lab, "w3") + " \\(cordoned\\).*"));
            assertThat(program.run("status", "--all").stdout()).contains("1: team/api", "cordoned");

            cluster.node("node-w3", address(lab, "w3"), "pool=gpu");
            assertThat(program.run()).isEqualTo(SILENT);
            assertThat(holders(lab, app)).containsExactly("w1", "w2", "w3");

            lab.nodes().forEach(lab::forgetPulls);
            assertThat(program.run()).isEqualTo(SILENT);
            assertThat(lab.pulls().started()).isEmpty();

            Ended removal = program.run("remove", "*/kube/app:*", "--yes");
            assertThat(removal.stdout()).contains("a workload names it", "team/api");
            assertThat(holders(lab, app)).hasSize(3);

            servedWhileTheApiIsDown(lab, cluster, program, app);
        }
    }

    private static void servedWhileTheApiIsDown(RealLab lab, LabCluster cluster, Program program, String app) {
        cluster.stop();
        lab.real("remove", "w2", app);

        assertThat(program.run("plan").stdout()).contains(app);
        assertThat(program.run()).isEqualTo(SILENT);

        assertThat(holders(lab, app)).contains("w2");
        assertThat(program.log())
                .filteredOn(line -> line.contains("[WARNING] Kubernetes "))
                .singleElement()
                .asString()
                .contains("does not answer: nothing listens ", "; using its answer of ");
        cluster.start();
    }

    @Test
    void theImageOfAWaitingPodComesFirst(RealLab lab) {
        List<String> images = Stream.of("a", "b", "urgent", "z")
                .map(name -> lab.push("kubefirst/" + name + ":1", name.equals("urgent") ? 10 : 1000))
                .toList();
        String urgent = images.get(2);
        try (LabCluster cluster = cluster(lab)) {
            images.forEach(image -> cluster.deployment("team", "of-" + images.indexOf(image), image));
            cluster.waitingPod("team", "of-2-5c6d", "node-w2", urgent);
            Program program = program(lab, cluster, "MAX_PARALLEL_TOTAL=1");

            assertThat(program.run("plan").stdout()).contains("team/of-2-5c6d", "ImagePullBackOff");
            assertThat(program.run()).isEqualTo(SILENT);

            assertThat(program.log())
                    .filteredOn(line -> line.contains("[INFO] Pulling "))
                    .hasSize(12)
                    .first()
                    .asString()
                    .endsWith("Pulling " + urgent + " on " + address(lab, "w2"));
        }
    }

    /// The nodes with their addresses, by names that `ssh` does not know, and one that is not selected.
    private LabCluster cluster(RealLab lab) {
        LabCluster cluster = LabCluster.up(folder);
        lab.nodes().forEach(node -> cluster.node("node-" + node, address(lab, node), "pool=gpu"));
        cluster.node("node-elsewhere", "192.0.2.7", "pool=cpu");
        return cluster;
    }

    private Program program(RealLab lab, LabCluster cluster, String... more) {
        return new Program(
                lab,
                folder,
                Stream.of(
                                cluster.settings().entrySet().stream().map(set -> set.getKey() + "=" + set.getValue()),
                                Stream.of(
                                        "NODE_SELECTOR='pool in (gpu)'",
                                        "NODE_ADDRESS=internal-ip",
                                        "IMAGES_FROM=workloads",
                                        "SOURCE_NODES=none"),
                                Stream.of(more))
                        .flatMap(lines -> lines)
                        .toArray(String[]::new));
    }

    private static String address(RealLab lab, String node) {
        return lab.real("address", node).strip();
    }

    private static List<String> holders(RealLab lab, String image) {
        return lab.nodes().stream()
                .filter(node -> lab.images(node).contains(image))
                .toList();
    }
}
