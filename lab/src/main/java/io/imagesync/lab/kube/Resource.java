package io.imagesync.lab.kube;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The kinds of objects that there are.
public enum Resource {
    NODES("Node", "", "v1"),
    PODS("Pod", "", "v1"),
    EVENTS("Event", "", "v1"),
    DEPLOYMENTS("Deployment", "apps", "v1"),
    STATEFULSETS("StatefulSet", "apps", "v1"),
    DAEMONSETS("DaemonSet", "apps", "v1"),
    REPLICASETS("ReplicaSet", "apps", "v1"),
    JOBS("Job", "batch", "v1"),
    CRONJOBS("CronJob", "batch", "v1");

    private final String kind;
    private final String group;
    private final String version;

    Resource(String kind, String group, String version) {
        this.kind = kind;
        this.group = group;
        this.version = version;
    }

    public static Resource of(Tree object) {
        String kind = object.text("kind").orElseThrow();
        return Arrays.stream(values())
                .filter(resource -> resource.kind.equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(kind));
    }

    /// That of a path such as `/apis/apps/v1/deployments`.
    static Optional<Resource> at(String path) {
        return Arrays.stream(values())
                .filter(resource -> path.equals(resource.folder() + "/" + resource))
                .findFirst();
    }

    public String kind() {
        return kind;
    }

    public String group() {
        return group;
    }

    /// `deployments.apps`, as roles and error messages have it.
    public String qualified() {
        return group.isEmpty() ? toString() : this + "." + group;
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// Path of what the API has of that group and version: `/apis/apps/v1`.
    String folder() {
        return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion();
    }

    boolean isNamespaced() {
        return this != NODES;
    }

    /// `deployments`.
    @Override
    public String toString() {
        return kind.toLowerCase(Locale.ROOT) + "s";
    }
}
