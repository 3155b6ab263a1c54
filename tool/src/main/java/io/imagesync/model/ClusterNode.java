package io.imagesync.model;

import java.util.Map;
import java.util.Set;

/// A node of the Kubernetes cluster.
///
/// @param name `metadata.name`
/// @param selected whether the label selector takes it
/// @param labels by their keys
/// @param addresses of `status.addresses`, the first of each type that `ssh` could be given
/// @param marks for which it may be left out
public record ClusterNode(
        String name,
        boolean selected,
        Map<String, String> labels,
        Map<NodeAddress, String> addresses,
        Set<NodeSkip> marks) {
    public ClusterNode {
        labels = Map.copyOf(labels);
        addresses = Map.copyOf(addresses);
        marks = Set.copyOf(marks);
    }
}
