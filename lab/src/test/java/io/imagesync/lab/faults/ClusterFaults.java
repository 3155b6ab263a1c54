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

    private static final String DOWN = "nothing listens where the Kubernetes API should, or there is no way to it; ";
    private static final String LATE = "the Kubernetes API gave no answer in time...; ";
    private static final String KEPT = "going on with what it said at ...";
    private static final String NO_KEPT = "there is no answer from before to go on with";
    private static final String START = "start it, or mend `server` in the kubeconfig";
    private static final String LOOK = "see how it does, and whether a firewall lets this host in";

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
                            "[WARNING] Kubernetes says that NODE_SELECTOR takes no node, and it took 3; that is not believed, "
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
                            "[ERROR] Kubernetes does not answer: the answer to \"get --raw /api/v1/nodes?limit=500\" cannot be used",
                            "look what this says"),
            asked("An answer never ends", cluster -> cluster.nodesAre(new ApiFault.Huge(Long.MAX_VALUE)))
                    .says("[ERROR] Kubernetes does not answer: the ... Kubernetes API ...; " + NO_KEPT)
                    .advice("look how the API does")
                    .within(SLOW)
                    .slow(),
            asked("The user lacks the permission", cluster -> cluster.allowOnly("pods"))
                    .says(
                            "[ERROR] Kubernetes does not answer: the Kubernetes API does not let this user list nodes",
                            "apply the ClusterRole in docs/kubernetes.md"),
            asked("The token in the kubeconfig is not valid", LabCluster::forgetUser)
                    .says(
                            "[ERROR] Kubernetes does not answer: the Kubernetes API does not know who asks, or the login is over",
                            "mend the user in the kubeconfig, or log in again"),
            asked("All nodes are cordoned", cluster -> {
                        for (int i = 1; i <= 3; i++) {
                            cluster.cordonedNode("gpu0" + i, "127.0.1." + i);
                        }
                    })
                    .says(
                            "[ERROR] NODE_SKIP leaves out every node: gpu01 (cordoned), gpu02 (cordoned), gpu03 (cordoned)",
                            "mend these nodes, or set NODE_SKIP to what is to be left out"),
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
