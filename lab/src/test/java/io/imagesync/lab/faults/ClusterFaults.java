package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.kube.ApiFault;
import io.imagesync.lab.kube.LabCluster;
import java.time.Duration;
import java.util.List;

/// What can be wrong with the cluster that is asked for the nodes.
final class ClusterFaults {
    private static final Duration SLOW = Duration.ofSeconds(45);

    private ClusterFaults() {}

    private static final String DOWN =
            "nothing listens at the address of the Kubernetes API, or there is no route to it; ";
    private static final String LATE = "the Kubernetes API did not answer in time...; ";
    private static final String KEPT = "using its answer of ...";
    private static final String NO_KEPT = "no earlier answer is kept";
    private static final String START = "start the API server, or correct `server` in the kubeconfig";
    private static final String LOOK = "check its load, and that no firewall blocks this host";

    static final List<Row<EmbeddedStage>> ANSWERS = List.of(
            known("The API is down; an earlier run got an answer", LabCluster::stop)
                    .says("[WARNING] Kubernetes does not answer: " + DOWN + KEPT, START),
            known(
                            "The API does not answer; an earlier run got an answer",
                            cluster -> cluster.nodesAre(new ApiFault.Silent()))
                    .says("[WARNING] Kubernetes does not answer: " + LATE + KEPT, LOOK)
                    .within(SLOW),
            known("The cluster has no nodes any more", ClusterFaults::empty)
                    .says(
                            "[WARNING] Kubernetes says that NODE_SELECTOR selects no node; before, it selected 3; "
                                    + KEPT,
                            "look at kubectl get nodes --show-labels, and at NODE_SELECTOR"),
            asked("The API is down; no earlier run got an answer", LabCluster::stop)
                    .says("[ERROR] Kubernetes does not answer: " + DOWN + NO_KEPT, START),
            asked(
                            "The API sends its answer byte by byte, very slowly",
                            cluster -> cluster.nodesAre(new ApiFault.Trickle()))
                    .says("[ERROR] Kubernetes does not answer: " + LATE + NO_KEPT, LOOK)
                    .within(SLOW)
                    .slow(),
            asked(
                            "Another server is where the API should be",
                            cluster -> cluster.nodesAre(new ApiFault.Says("<html>Log in</html>")))
                    .says(
                            "[ERROR] Kubernetes does not answer: the answer to \"get --raw /api/v1/nodes?limit=500\""
                                    + " cannot be used",
                            "to see the answer, run: ... get --raw"),
            asked("An answer never ends", cluster -> cluster.nodesAre(new ApiFault.Huge(Long.MAX_VALUE)))
                    .says("[ERROR] Kubernetes does not answer: the ... Kubernetes API ...; " + NO_KEPT)
                    .advice("check the load of the API server")
                    .within(SLOW)
                    .slow(),
            asked("The user lacks the permission", cluster -> cluster.allowOnly("pods"))
                    .says(
                            "[ERROR] Kubernetes does not answer: the Kubernetes API does not allow this user to list"
                                    + " nodes",
                            "apply the ClusterRole in docs/kubernetes.md"),
            asked("The token in the kubeconfig is not valid", LabCluster::forgetUser)
                    .says(
                            "[ERROR] Kubernetes does not answer: the Kubernetes API does not accept the login; it is"
                                    + " wrong or has expired",
                            "correct the user in the kubeconfig, or log in again"),
            asked("All nodes are cordoned", cluster -> {
                        for (int i = 1; i <= 3; i++) {
                            cluster.cordonedNode("gpu0" + i, "127.0.1." + i);
                        }
                    })
                    .says(
                            "[ERROR] NODE_SKIP leaves out every node: gpu01 (cordoned), gpu02 (cordoned), gpu03"
                                    + " (cordoned)",
                            "repair these nodes, or change NODE_SKIP"),
            asked("SIGTERM while kubectl waits", cluster -> cluster.nodesAre(new ApiFault.Silent()))
                    .during((stage, run) -> {
                        Await.until("kubectl", () -> LabCluster.running(stage.folder()), lines -> !lines.isEmpty());
                        run.signal("TERM");
                        run.end(Duration.ofSeconds(10));
                    })
                    .complains("ended by a signal; ", "run it again")
                    .ends(143));

    private interface Damage {
        void to(LabCluster cluster) throws Exception;
    }

    private static void empty(LabCluster cluster) {
        for (int i = 1; i <= 3; i++) {
            cluster.removeNode("gpu0" + i);
        }
    }

    /// The nodes come from a cluster.
    private static LabCluster up(EmbeddedStage stage) {
        LabCluster cluster = LabCluster.up(stage.folder());
        stage.atTheEnd(() -> {
            assertThat(LabCluster.running(stage.folder())).isEmpty();
            cluster.close();
        });
        for (int i = 1; i <= 3; i++) {
            cluster.node("gpu0" + i, "127.0.1." + i);
            stage.set("NODE" + i, "");
        }
        cluster.settings().forEach(stage::set);
        stage.set("NODE_SELECTOR", "*");
        return cluster;
    }

    private static Row<EmbeddedStage> asked(String fault, Damage damage) {
        return Row.<EmbeddedStage>of(fault, stage -> damage.to(up(stage)))
                .stays()
                .ends(1);
    }

    /// After a run for one node, which keeps what Kubernetes said.
    private static Row<EmbeddedStage> known(String fault, Damage damage) {
        return Row.<EmbeddedStage>of(fault, stage -> {
                    LabCluster cluster = up(stage);
                    try (Stage.Begun run = stage.begin("--nodes", "gpu01")) {
                        run.end(Duration.ofSeconds(60));
                    }
                    stage.forgetLists();
                    damage.to(cluster);
                })
                .stays();
    }
}
