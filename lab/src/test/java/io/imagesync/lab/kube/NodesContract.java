package io.imagesync.lab.kube;

import static io.imagesync.lab.kube.Manifests.address;
import static io.imagesync.lab.kube.Manifests.controlPlane;
import static io.imagesync.lab.kube.Manifests.cordoned;
import static io.imagesync.lab.kube.Manifests.node;
import static io.imagesync.lab.kube.Manifests.notReady;
import static io.imagesync.lab.kube.Manifests.tainted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.imagesync.cluster.Cluster;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeSkip;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Nodes, which labels select them, and what is known of them.
abstract class NodesContract extends KubeContract {
    private static final Map<String, String> NONE = Map.of();

    NodesContract(KubeApi api, String version) {
        super(api, version);
    }

    private void put(Tree... nodes) throws Exception {
        for (Tree node : nodes) {
            api.put(node);
        }
    }

    @Test
    void ofEverySelector() throws Exception {
        put(
                node("a", "10.0.0.1", Map.of("pool", "gpu", "example.com/zone", "1")),
                node("b", "10.0.0.2", Map.of("pool", "cpu", "example.com/zone", "2")),
                node("c", "10.0.0.3", NONE));
        Map<String, List<String>> taken = new LinkedHashMap<>();
        taken.put("*", List.of("a", "b", "c"));
        taken.put("pool=gpu", List.of("a"));
        taken.put("pool==gpu,example.com/zone=1", List.of("a"));
        taken.put("pool=gpu,example.com/zone=2", List.of());
        taken.put("pool!=gpu", List.of("b", "c"));
        taken.put("pool in (gpu, cpu)", List.of("a", "b"));
        taken.put("pool notin (gpu),example.com/zone", List.of("b"));
        taken.put("pool", List.of("a", "b"));
        taken.put("!pool", List.of("c"));

        Map<String, List<String>> got = new LinkedHashMap<>();
        for (String selector : taken.keySet()) {
            got.put(selector, names(ask(nodes(selector))));
        }

        assertThat(got).isEqualTo(taken);
    }

    @Test
    void allOfThemWithThoseMarkedThatTheSelectorTakes() throws Exception {
        put(node("a", "10.0.0.1", Map.of("pool", "gpu")), node("b", "10.0.0.2", NONE));

        try (Cluster cluster = new Cluster(with(api.admin(), nodes("pool=gpu"), Optional.empty()), Clock.systemUTC())) {
            assertThat(cluster.ask(true).nodes())
                    .extracting(ClusterNode::name, ClusterNode::selected)
                    .containsExactly(tuple("a", true), tuple("b", false));
        }
    }

    @Test
    void ofSeveralPages() throws Exception {
        List<String> all = IntStream.range(0, 1203)
                .mapToObj(i -> String.format("n%04d", i))
                .toList();
        List<Future<?>> puts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            all.forEach(name -> puts.add(threads.submit(() ->
                    api.put(node(name, "10.0.0.1", Map.of("odd", name.endsWith("1") ? "yes" : "no"))))));
        }
        for (Future<?> put : puts) {
            put.get();
        }

        assertThat(names(ask(nodes("*")))).isEqualTo(all);
        assertThat(names(ask(nodes("odd=no"))))
                .hasSize(1082)
                .isEqualTo(all.stream().filter(name -> !name.endsWith("1")).toList());
    }

    @Test
    void withMarks() throws Exception {
        Tree deleting = node("deleting", "10.0.0.3", NONE).with("metadata.finalizers", List.of("example.com/stay"));
        String role = "node-role.kubernetes.io/";
        put(
                cordoned(node("cordoned", "10.0.0.1", NONE)),
                notReady(node("down", "10.0.0.2", NONE)),
                deleting,
                node("new", "10.0.0.4", NONE).without("status"),
                node("plain", "10.0.0.5", NONE),
                controlPlane(node("cp-free", "10.0.0.6", NONE), "control-plane"),
                tainted(
                        controlPlane(node("cp", "10.0.0.7", NONE), "control-plane"),
                        role + "control-plane",
                        "NoSchedule"),
                tainted(controlPlane(node("cp-old", "10.0.0.8", NONE), "master"), role + "master", "NoExecute"),
                tainted(
                        controlPlane(node("cp-soft", "10.0.0.9", NONE), "control-plane"),
                        role + "control-plane",
                        "PreferNoSchedule"));
        api.delete(deleting);

        assertThat(marks(ask(nodes("*"))))
                .isEqualTo(Map.of(
                        "cordoned", Set.of(NodeSkip.CORDONED),
                        "down", Set.of(NodeSkip.NOT_READY),
                        "deleting", Set.of(NodeSkip.DELETING),
                        "new", Set.of(NodeSkip.NOT_READY),
                        "plain", Set.of(),
                        "cp-free", Set.of(),
                        "cp", Set.of(NodeSkip.CONTROL_PLANE),
                        "cp-old", Set.of(NodeSkip.CONTROL_PLANE),
                        "cp-soft", Set.of()));
    }

    private static Map<String, Set<NodeSkip>> marks(ClusterAnswer answer) {
        return answer.nodes().stream().collect(Collectors.toMap(ClusterNode::name, ClusterNode::marks));
    }

    @Test
    void withAddressesAndLabels() throws Exception {
        put(node("w1", "10.0.0.1", Map.of("pool", "gpu"))
                .with(
                        "status.addresses",
                        List.of(
                                address("Hostname", "w1.internal"),
                                address("InternalIP", "10.0.0.1"),
                                address("InternalIP", "fd00::1"),
                                address("ExternalIP", "192.0.2.1"),
                                address("ExternalDNS", "w1.example.com"))));

        ClusterNode node = ask(nodes("*")).nodes().getFirst();
        assertThat(node.addresses())
                .isEqualTo(Map.of(
                        NodeAddress.HOSTNAME, "w1.internal",
                        NodeAddress.INTERNAL_IP, "10.0.0.1",
                        NodeAddress.EXTERNAL_IP, "192.0.2.1"));
        assertThat(node.labels()).containsEntry("pool", "gpu");
    }
}
