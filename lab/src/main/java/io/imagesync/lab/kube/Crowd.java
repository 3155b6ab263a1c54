package io.imagesync.lab.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Many objects, as large as those of real clusters.
public final class Crowd {
    private static final int NAMESPACES = 40;
    private static final int IMAGES = 2000;

    private Crowd() {}

    /// `node-0001` and so on, of which the kubelet tells that they hold so many images.
    public static List<Tree> nodes(int count, int imagesEach) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> Manifests.node(
                                String.format(Locale.ROOT, "node-%04d", i),
                                "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255),
                                labels(i))
                        .with("status.images", held(i, imagesEach)))
                .toList();
    }

    private static Map<String, String> labels(int i) {
        return Map.of(
                "kubernetes.io/hostname",
                String.format(Locale.ROOT, "node-%04d", i),
                "kubernetes.io/arch",
                "amd64",
                "kubernetes.io/os",
                "linux",
                "node.kubernetes.io/instance-type",
                "hgx-h100",
                "topology.kubernetes.io/zone",
                "zone-" + i % 3,
                "pool",
                i % 2 == 0 ? "gpu" : "cpu");
    }

    private static List<Tree> held(int node, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Tree(Map.of(
                        "names",
                        List.of(
                                "registry.example/team/app-" + (node + i) % IMAGES + "@sha256:"
                                        + String.format(Locale.ROOT, "%064x", (node + i) % IMAGES),
                                image(node + i)),
                        "sizeBytes",
                        1_000_000_000L + i)))
                .toList();
    }

    private static String image(int i) {
        return "registry.example/team/app-" + i % IMAGES + ":1." + i % 7;
    }

    /// As many objects: of ten, three Deployments, each with a ReplicaSet and a pod of its own, and a CronJob.
    public static List<Tree> workloads(int count) {
        List<Tree> all = new ArrayList<>();
        for (int i = 0; all.size() < count; i++) {
            String namespace = "team-" + i % NAMESPACES;
            String name = "app-" + i;
            all.add(Manifests.workload(Resource.DEPLOYMENTS, namespace, name, image(i), image(i + 1)));
            all.add(Manifests.ownedBy(
                    Manifests.workload(Resource.REPLICASETS, namespace, name + "-1", image(i), image(i + 1)),
                    "Deployment",
                    "apps/v1",
                    name));
            all.add(Manifests.ownedBy(
                            Manifests.workload(Resource.PODS, namespace, name + "-1-1", image(i), image(i + 1)),
                            "ReplicaSet",
                            "apps/v1",
                            name + "-1")
                    .with("status.phase", "Running"));
            if (i % 3 == 0) {
                all.add(Manifests.workload(Resource.CRONJOBS, namespace, name, image(i + 2)));
            }
        }
        return List.copyOf(all.subList(0, count));
    }
}
