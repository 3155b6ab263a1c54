package io.imagesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeSkip;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ClusterNodesTest {
    private static final String FIRST = "/api/v1/nodes?limit=500";
    private static final String READY = "\"conditions\":[{\"type\":\"MemoryPressure\",\"status\":\"False\"},"
            + "{\"type\":\"Ready\",\"status\":\"True\",\"message\":\"x\"}]";

    @TempDir
    private Path folder = Path.of("");

    private KubectlLab lab = new KubectlLab(folder);

    @BeforeEach
    void lab() {
        lab = new KubectlLab(folder);
    }

    private static String node(String name, String spec, String status) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "},\"status\":{" + READY + status + "}}";
    }

    private static String plain(String name) {
        return node(name, "", "");
    }

    private ClusterNode only(String node) throws Exception {
        return lab.list("/api/v1/nodes", "Node", node).ask().nodes().getFirst();
    }

    private List<String> names() throws Exception {
        return lab.ask().nodes().stream().map(ClusterNode::name).toList();
    }

    @Test
    void aNodeHasItsNameLabelsAndAddresses() throws Exception {
        ClusterNode node = only("{\"metadata\":{\"name\":\"w1.example\",\"uid\":\"u\",\"labels\":{\"gpu\":\"yes\","
                + "\"node-role.kubernetes.io/worker\":\"\",\"topology.kubernetes.io/zone\":\"a\"},"
                + "\"managedFields\":[{\"fieldsV1\":{\"f:metadata\":{\"f:labels\":{\".\":{}}}}}]},"
                + "\"spec\":{\"podCIDR\":\"10.0.0.0/24\",\"podCIDRs\":[\"10.0.0.0/24\"]},\"status\":{"
                + "\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"10.1.2.3\"},"
                + "{\"type\":\"InternalIP\",\"address\":\"fd00::1\"},{\"type\":\"Hostname\",\"address\":\"W1\"},"
                + "{\"type\":\"InternalDNS\",\"address\":\"x y\"},{\"type\":\"ExternalIP\",\"address\":\"2001:db8::7\"}],"
                + READY + ",\"images\":[{\"names\":[\"a\",\"b\"],\"sizeBytes\":7}]}}");

        assertThat(node)
                .isEqualTo(new ClusterNode(
                        "w1.example",
                        true,
                        Map.of(
                                "gpu", "yes",
                                "node-role.kubernetes.io/worker", "",
                                "topology.kubernetes.io/zone", "a"),
                        Map.of(
                                NodeAddress.INTERNAL_IP, "10.1.2.3",
                                NodeAddress.HOSTNAME, "W1",
                                NodeAddress.EXTERNAL_IP, "2001:db8::7"),
                        Set.of()));
        assertThat(lab.notes).isEmpty();
        assertThat(lab.ask().at()).isEqualTo(KubectlLab.NOW);
    }

    @Test
    void marks() throws Exception {
        assertThat(only(node("a", "\"unschedulable\":true", "")).marks()).containsExactly(NodeSkip.CORDONED);
        assertThat(only("{\"metadata\":{\"name\":\"a\",\"deletionTimestamp\":\"2026-11-30T08:00:00Z\"}}")
                        .marks())
                .containsExactlyInAnyOrder(NodeSkip.DELETING, NodeSkip.NOT_READY);
        assertThat(only("{\"metadata\":{\"name\":\"a\"},\"status\":{\"conditions\":"
                                + "[{\"type\":\"Ready\",\"status\":\"Unknown\"}]}}")
                        .marks())
                .containsExactly(NodeSkip.NOT_READY);
    }

    @ParameterizedTest
    @CsvSource({
        "control-plane, control-plane, NoSchedule,       true",
        "control-plane, master,        NoSchedule,       true",
        "master,        master,        NoExecute,        true",
        "control-plane, control-plane, PreferNoSchedule, false",
        "control-plane, worker,        NoSchedule,       false",
        "worker,        control-plane, NoSchedule,       false",
    })
    void theControlPlaneIsTheRoleWithItsTaint(String role, String taint, String effect, boolean isMarked)
            throws Exception {
        String prefix = "node-role.kubernetes.io/";
        ClusterNode node = only("{\"metadata\":{\"name\":\"a\",\"labels\":{\"" + prefix + role + "\":\"\"}},"
                + "\"spec\":{\"taints\":[{\"key\":\"other\",\"effect\":\"NoSchedule\"},{\"key\":\"" + prefix + taint
                + "\",\"value\":\"x\",\"effect\":\"" + effect + "\"}]},\"status\":{" + READY + "}}");

        assertThat(node.marks().contains(NodeSkip.CONTROL_PLANE)).isEqualTo(isMarked);
    }

    @Test
    void pagesAreReadToTheLast() throws Exception {
        lab.says(FIRST, KubectlLab.json("Node", "eyJ2Ijoi/+=&x", plain("b"), plain("a")))
                .says(FIRST + "&continue=eyJ2Ijoi%2F%2B%3D%26x", KubectlLab.json("Node", "2", plain("c"), plain("a")))
                .says(FIRST + "&continue=2", KubectlLab.json("Node", "", plain("d")));

        assertThat(names()).containsExactly("a", "b", "c", "d");
        assertThat(lab.calls())
                .hasSize(3)
                .allMatch(call -> call.startsWith("--request-timeout=10s get --raw /api/v1/"));
    }

    @Test
    void theSelectorIsAskedForAndAllOthersOnlyWhenTheyMatter() throws Exception {
        lab.selector = Optional.of("gpu in (a, b),zone!=x&y");
        String selected = FIRST + "&labelSelector=gpu%20in%20%28a%2C%20b%29%2Czone%21%3Dx%26y";
        lab.says(selected, KubectlLab.json("Node", "", plain("w2")))
                .says(FIRST, KubectlLab.json("Node", "", plain("w1"), plain("w2")));

        assertThat(lab.ask().nodes()).singleElement().matches(ClusterNode::selected);
        try (Cluster cluster = lab.cluster()) {
            ClusterAnswer all = cluster.ask(true);
            assertThat(all.nodes()).extracting(ClusterNode::name).containsExactly("w1", "w2");
            assertThat(all.nodes()).extracting(ClusterNode::selected).containsExactly(false, true);
        }
    }

    @Test
    void withoutASelectorNoneIsSelected() throws Exception {
        lab.selector = Optional.empty();
        assertThat(only(plain("a")).selected()).isFalse();
        assertThat(lab.calls()).hasSize(1);
    }

    @Test
    void whatIsNoNameIsLeftOutAndSaid() throws Exception {
        lab.list(
                "/api/v1/nodes",
                "Node",
                plain("-oProxyCommand=id"),
                plain("*"),
                plain("a b"),
                plain("Capital"),
                plain("w1\\n\\u001b[2Jx"),
                plain("a".repeat(254)),
                plain(""),
                "{}",
                "null",
                node(
                        "good",
                        "",
                        ",\"addresses\":[{\"type\":\"Hostname\",\"address\":\"-oX\"},"
                                + "{\"type\":\"Hostname\",\"address\":\"later\"},"
                                + "{\"type\":\"InternalIP\",\"address\":\"10.0.0.0/8\"},"
                                + "{\"type\":\"ExternalIP\",\"address\":\"fe80::1%eth0\"}]"),
                "{\"metadata\":{\"name\":\"labels\",\"labels\":{\"a b\":\"x\",\"ok\":\"-\",\"k\":\"v\"}}}");

        ClusterAnswer answer = lab.ask();
        assertThat(answer.nodes()).extracting(ClusterNode::name).containsExactly("good", "labels");
        assertThat(answer.nodes().getFirst().addresses()).isEqualTo(Map.of(NodeAddress.HOSTNAME, "later"));
        assertThat(answer.nodes().getLast().labels()).isEqualTo(Map.of("k", "v"));
        assertThat(lab.notes)
                .hasSize(14)
                .contains(
                        "DEBUG Kubernetes: \"-oProxyCommand=id\" is not the name of a node; it is left out",
                        "DEBUG Kubernetes: \"w1\\n\\u001B[2Jx\" is not the name of a node; it is left out",
                        "DEBUG Kubernetes: \"10.0.0.0/8\" is not the address of a node; it is left out",
                        "DEBUG Kubernetes: \"ok=-\" is not a label; it is left out")
                .allSatisfy(note -> assertThat(note).hasSizeLessThan(200).matches("\\P{Cntrl}+"));
    }

    @Test
    void whatIsSaidOfThemHasAnEnd() throws Exception {
        lab.list("/api/v1/nodes", "Node", Collections.nCopies(60, plain("-x")).toArray(String[]::new));

        assertThat(lab.ask().nodes()).isEmpty();
        assertThat(lab.notes).hasSize(51).last().isEqualTo("DEBUG Kubernetes: more such lines are left out");
    }
}
