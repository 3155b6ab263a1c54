package io.imagesync.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What Kubernetes asks of the nodes of a run.
///
/// @param byWorkloads whether images that workloads name are wanted
/// @param needs the images that workloads name, as far as prefixes take them where there are any
/// @param waiting pods on nodes of the run that wait for an image
/// @param leftAlone nodes of the cluster that are left out on purpose, in order
public record Demand(boolean byWorkloads, Map<ImageRef, Need> needs, List<Waiting> waiting, List<LeftAlone> leftAlone) {
    public static final Demand NONE = new Demand(false, Map.of(), List.of(), List.of());

    public Demand {
        needs = Map.copyOf(needs);
        waiting = List.copyOf(waiting);
        leftAlone = List.copyOf(leftAlone);
    }

    /// Who needs an image, and where.
    ///
    /// @param users labels of the workloads, `NAMESPACE/NAME`, each once, in order
    /// @param on the nodes on which their pods may run; empty where that is not limited
    public record Need(List<String> users, Optional<Set<NodeName>> on) {
        public Need {
            users = List.copyOf(users);
            on = on.map(Set::copyOf);
        }

        /// Whether their pods may run on none of the nodes.
        public boolean isNowhere() {
            return on.isPresent() && on.get().isEmpty();
        }

        public boolean isOn(NodeName node) {
            return on.isEmpty() || on.get().contains(node);
        }
    }

    /// A pod that waits for an image on one of the nodes.
    ///
    /// @param pod `NAMESPACE/NAME`
    public record Waiting(String pod, NodeName node, ImageRef image, String reason) {}

    /// @param why at least one
    public record LeftAlone(NodeName node, List<NodeSkip> why) {
        public LeftAlone {
            why = List.copyOf(why);
        }

        /// `cordoned, not-ready`.
        public String reasons() {
            return why.stream().map(NodeSkip::toString).collect(Collectors.joining(", "));
        }
    }

    /// Labels of the workloads that need it, wherever, in order.
    public List<String> users(ImageRef image) {
        Need need = needs.get(image);
        return need == null ? List.of() : need.users();
    }

    /// What pods wait for on each node where one waits.
    public Map<NodeName, Set<ImageRef>> awaited() {
        if (waiting.isEmpty()) {
            return Map.of();
        }
        Map<NodeName, Set<ImageRef>> awaited = new HashMap<>();
        waiting.forEach(
                one -> awaited.computeIfAbsent(one.node(), _ -> new HashSet<>()).add(one.image()));
        return awaited;
    }

    /// Whether a workload needs it on that node.
    public boolean needs(ImageRef image, NodeName node) {
        Need need = needs.get(image);
        return need != null && need.isOn(node);
    }
}
