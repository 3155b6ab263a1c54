package io.imagesync.lab.kube;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Objects as the API wants them, to be changed by [Tree#with].
public final class Manifests {
    private static final Map<String, String> APP = Map.of("app", "x");

    private Manifests() {}

    /// Ready, with an address.
    public static Tree node(String name, String address, Map<String, String> labels) {
        return Tree.of("Node", "v1", name)
                .with("metadata.labels", labels)
                .with("spec", Map.of())
                .with("status.conditions", List.of(Map.of("type", "Ready", "status", "True")))
                .with("status.addresses", List.of(address("InternalIP", address), address("Hostname", name)));
    }

    public static Map<String, String> address(String type, String address) {
        return Map.of("type", type, "address", address);
    }

    public static Tree notReady(Tree node) {
        return node.with("status.conditions", List.of(Map.of("type", "Ready", "status", "Unknown")));
    }

    public static Tree cordoned(Tree node) {
        return node.with("spec.unschedulable", true);
    }

    public static Tree controlPlane(Tree node, String role) {
        Map<String, String> all = new HashMap<>(node.texts("metadata.labels"));
        all.put("node-role.kubernetes.io/" + role, "");
        return node.with("metadata.labels", all);
    }

    public static Tree tainted(Tree node, String key, String effect) {
        return node.with("spec.taints", List.of(Map.of("key", key, "effect", effect)));
    }

    /// @param kind `Deployment`, `CronJob`, `Pod`, ...
    public static Tree workload(Resource kind, String namespace, String name, String... images) {
        String spec = podSpec(kind);
        Tree made = Tree.of(kind.kind(), kind.apiVersion(), name)
                .with("metadata.namespace", namespace)
                .with(spec + ".containers", containers("c", images));
        return switch (kind) {
            case PODS -> made;
            case JOBS -> made.with(spec + ".restartPolicy", "Never");
            case CRONJOBS -> made.with("spec.schedule", "0 4 * * *").with(spec + ".restartPolicy", "Never");
            case DEPLOYMENTS, REPLICASETS, DAEMONSETS -> selecting(made);
            case STATEFULSETS -> selecting(made).with("spec.serviceName", name);
            case NODES, EVENTS -> throw new IllegalArgumentException(kind.kind());
        };
    }

    private static Tree selecting(Tree made) {
        return made.with("spec.selector.matchLabels", APP).with("spec.template.metadata.labels", APP);
    }

    /// Path of what its pods are like.
    public static String podSpec(Resource kind) {
        return switch (kind) {
            case PODS -> "spec";
            case CRONJOBS -> "spec.jobTemplate.spec.template.spec";
            case DEPLOYMENTS, REPLICASETS, DAEMONSETS, STATEFULSETS, JOBS -> "spec.template.spec";
            case NODES, EVENTS -> throw new IllegalArgumentException(kind.kind());
        };
    }

    public static List<Map<String, String>> containers(String name, String... images) {
        return IntStream.range(0, images.length)
                .mapToObj(i -> Map.of("name", name + i, "image", images[i]))
                .toList();
    }

    public static Tree ownedBy(Tree object, String kind, String apiVersion, String name) {
        return object.with(
                "metadata.ownerReferences",
                List.of(Map.of(
                        "apiVersion", apiVersion,
                        "kind", kind,
                        "name", name,
                        "uid", "7d7e0f6b-0b3c-4c0a-9a55-0f3a5a2b7c11",
                        "controller", true)));
    }

    /// A pod on a node whose containers wait.
    ///
    /// @param reason `ImagePullBackOff`, `ContainerCreating`
    public static Tree waiting(Tree pod, String node, String reason) {
        List<Tree> states = pod.list("spec.containers").stream()
                .map(container -> container
                        .with("imageID", "")
                        .with("ready", false)
                        .with("restartCount", 0)
                        .with("state.waiting.reason", reason))
                .toList();
        return pod.with("spec.nodeName", node).with("status.phase", "Pending").with("status.containerStatuses", states);
    }

    /// That the kubelet has begun to pull an image.
    ///
    /// @param uid of the pod
    public static Tree pulling(Tree pod, String uid, String image) {
        String name = pod.text("metadata.name").orElseThrow();
        String namespace = pod.text("metadata.namespace").orElseThrow();
        return Tree.of("Event", "v1", name + ".1")
                .with("metadata.namespace", namespace)
                .with("involvedObject", Map.of("kind", "Pod", "namespace", namespace, "name", name, "uid", uid))
                .with("reason", "Pulling")
                .with("message", "Pulling image \"" + image + "\"")
                .with("type", "Normal");
    }
}
