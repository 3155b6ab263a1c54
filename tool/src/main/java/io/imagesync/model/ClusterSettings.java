package io.imagesync.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How the Kubernetes cluster is asked, and for what.
///
/// @param selector label selector of the nodes that join, `*` for all; empty where none joins
/// @param address what `ssh` is given for them
/// @param skip which of them are left out on purpose
/// @param workloads whether images that workloads name are wanted
/// @param namespaces patterns of namespaces whose workloads count, empty for all
/// @param kubectl the command's words
/// @param kubeconfig without one, where `kubectl` finds it
/// @param context of it, without one its current one
/// @param maxAge of the last known answer, for when there is no new one
public record ClusterSettings(
        Optional<String> selector,
        NodeAddress address,
        Set<NodeSkip> skip,
        boolean workloads,
        List<String> namespaces,
        List<String> kubectl,
        Optional<Path> kubeconfig,
        Optional<String> context,
        Duration maxAge) {
    /// Where Kubernetes is not asked.
    public static final ClusterSettings OFF = new ClusterSettings(
            Optional.empty(),
            NodeAddress.NAME,
            Set.of(NodeSkip.values()),
            false,
            List.of(),
            List.of("kubectl"),
            Optional.empty(),
            Optional.empty(),
            Duration.ofHours(24));

    public ClusterSettings {
        skip = Set.copyOf(skip);
        namespaces = List.copyOf(namespaces);
        kubectl = List.copyOf(kubectl);
    }

    /// Whether there is anything to ask.
    public boolean isAsked() {
        return selector.isPresent() || workloads;
    }
}
