package io.imagesync.lab.kube;

import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// An API server with what a test puts into it, and the real `kubectl`, for the program's configuration.
public final class LabCluster implements AutoCloseable {
    private static final Duration FETCHING = Duration.ofMinutes(5);
    private static final String NODES = "/api/v1/nodes";
    private static final User USER = User.whoMayListAll("robot-7f3a91");

    private final StubApiServer server;
    private final Path kubectl;
    private final Path kubeconfig;
    private final String token;

    private LabCluster(StubApiServer server, Path kubectl, Path folder) throws IOException {
        Kubeconfig robot = server.user(USER);
        this.server = server;
        this.kubectl = kubectl;
        this.token = robot.token();
        this.kubeconfig = robot.write(folder.resolve("kubeconfig"));
    }

    /// @param folder for the kubeconfig
    public static LabCluster up(Path folder) {
        Ended found = Running.run(new ProcessBuilder("./kubectl", "1.20"), FETCHING);
        if (found.exitCode() != 0) {
            throw new IllegalStateException(found.stderr());
        }
        try {
            return new LabCluster(StubApiServer.start(), Path.of(found.stdout().strip(), "kubectl"), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the configuration needs to ask it.
    public Map<String, String> settings() {
        return Map.of("KUBECTL", kubectl.toString(), "KUBECONFIG_FILE", kubeconfig.toString());
    }

    public Path kubeconfig() {
        return kubeconfig;
    }

    public String token() {
        return token;
    }

    /// Command lines of what asks the one of that folder now.
    public static List<String> running(Path folder) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine())
                .flatMap(Optional::stream)
                .filter(line -> line.contains("--kubeconfig " + folder.resolve("kubeconfig")))
                .toList();
    }

    /// What was asked for, as `GET /api/v1/nodes?limit=500`.
    public List<String> requests() {
        return server.requests();
    }

    /// Creates a node that is ready, or changes it.
    ///
    /// @param labels `key=value`
    public void node(String name, String address, String... labels) {
        node(name, address, false, labels);
    }

    public void cordonedNode(String name, String address, String... labels) {
        node(name, address, true, labels);
    }

    private void node(String name, String address, boolean cordoned, String... labels) {
        server.objects()
                .put(Tree.of("Node", "v1", name)
                        .with("metadata.labels", map(labels))
                        .with("spec.unschedulable", cordoned)
                        .with("status.conditions", List.of(Map.of("type", "Ready", "status", "True")))
                        .with(
                                "status.addresses",
                                List.of(
                                        Map.of("type", "InternalIP", "address", address),
                                        Map.of("type", "Hostname", "address", name))));
    }

    public void removeNode(String name) {
        server.objects().delete(Tree.of("Node", "v1", name));
    }

    public void deployment(String namespace, String name, String... images) {
        deploymentOn(namespace, name, "", images);
    }

    /// @param where a label that nodes for it have, `key=value`; empty for all nodes
    public void deploymentOn(String namespace, String name, String where, String... images) {
        List<Map<String, Object>> containers = Arrays.stream(images)
                .map(image -> Map.<String, Object>of("name", "c", "image", image))
                .toList();
        server.objects()
                .put(in(namespace, Tree.of("Deployment", "apps/v1", name))
                        .with("spec.template.spec.containers", containers)
                        .with("spec.template.spec.nodeSelector", where.isEmpty() ? Map.of() : map(where)));
    }

    /// A pod of a Deployment that the kubelet could not pull an image for.
    public void waitingPod(String namespace, String name, String node, String image) {
        Map<String, Object> waiting = Map.of("waiting", Map.of("reason", "ImagePullBackOff"));
        server.objects()
                .put(in(namespace, Tree.of("Pod", "v1", name))
                        .with(
                                "metadata.ownerReferences",
                                List.of(Map.of("kind", "ReplicaSet", "name", "of", "controller", true)))
                        .with("spec.nodeName", node)
                        .with("spec.containers", List.of(Map.of("name", "c", "image", image)))
                        .with("status.phase", "Pending")
                        .with(
                                "status.containerStatuses",
                                List.of(Map.of("name", "c", "image", image, "state", waiting))));
    }

    private static Tree in(String namespace, Tree object) {
        return object.with("metadata.namespace", namespace);
    }

    private static Map<String, Object> map(String... pairs) {
        Map<String, Object> map = new HashMap<>();
        Stream.of(pairs).map(pair -> pair.split("=", 2)).forEach(pair -> map.put(pair[0], pair[1]));
        return map;
    }

    /// Nobody answers at its address from now on.
    public void stop() {
        server.stop();
    }

    public void start() {
        try {
            server.listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it does in place of telling its nodes.
    public void nodesAre(ApiFault fault) {
        server.faults().always(NODES, fault);
    }

    public void isWell() {
        server.faults().none();
    }

    /// The user may list that and nothing else, such as `deployments.apps`.
    public void allowOnly(String... resources) {
        try {
            server.user(new User(USER.name(), Set.of(resources)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The token in the kubeconfig is nobody's any more.
    public void forgetUser() {
        try {
            server.admin().token("nobodys").write(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
