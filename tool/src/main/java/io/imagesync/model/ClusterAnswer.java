package io.imagesync.model;

import java.time.Instant;
import java.util.List;

/// What Kubernetes said at one moment.
///
/// @param at when it was asked
/// @param nodes each once, by their names
/// @param workloads of all namespaces; none where they were not asked for
/// @param waiting pods that waited for an image; none where workloads were not asked for
public record ClusterAnswer(Instant at, List<ClusterNode> nodes, List<Workload> workloads, List<WaitingPod> waiting) {
    public ClusterAnswer {
        nodes = List.copyOf(nodes);
        workloads = List.copyOf(workloads);
        waiting = List.copyOf(waiting);
    }
}
