package io.imagesync.lab.kube;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/// An API server of its own process for the benchmark, with as many objects as a cluster may have, each as large as
/// `kubectl apply` leaves it.
final class LargeCluster {
    private static final int NODES = 5000;
    private static final int IMAGES_OF_A_NODE = 50;
    private static final int WORKLOADS = 20_000;
    private static final int FEW = 2;
    private static final int BYTES_OF_MANAGED_FIELDS = 2000;

    private LargeCluster() {}

    /// @param arguments where the kubeconfig is to be written, which is done when all is there
    public static void main(String... arguments) throws IOException, InterruptedException {
        try (StubApiServer server = StubApiServer.start()) {
            List<Tree> nodes = Crowd.nodes(NODES, IMAGES_OF_A_NODE);
            for (int i = 0; i < NODES; i++) {
                server.objects().put(i < FEW ? ofTheFleet(nodes.get(i), i + 1) : nodes.get(i));
            }
            List<Map<String, String>> managed = managedFields();
            Crowd.workloads(WORKLOADS)
                    .forEach(workload -> server.objects().put(workload.with("metadata.managedFields", managed)));
            server.admin().write(Path.of(arguments[0]));
            new CountDownLatch(1).await();
        }
    }

    /// One that the benchmark's sshd answers for.
    private static Tree ofTheFleet(Tree node, int number) {
        return node.with("metadata.labels.pool", "few")
                .with("status.addresses", List.of(Manifests.address("InternalIP", "127.1.0." + number)));
    }

    private static List<Map<String, String>> managedFields() {
        return IntStream.range(0, 2)
                .mapToObj(i -> Map.of("manager", "m" + i, "fieldsV1", "f".repeat(BYTES_OF_MANAGED_FIELDS / 2)))
                .toList();
    }
}
