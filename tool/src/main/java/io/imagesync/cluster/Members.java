package io.imagesync.cluster;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.NodeName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The nodes of the cluster as nodes of a run. Pure.
///
/// @param joining those that the configuration does not name, in order
/// @param leftAlone those that NODE_SKIP leaves out, in order
/// @param known nodes of the run, by the configuration or joining, that are in the cluster
/// @param warnings what a human should know
public record Members(
        List<NodeName> joining, List<LeftAlone> leftAlone, Map<NodeName, ClusterNode> known, List<String> warnings) {
    public Members {
        joining = List.copyOf(joining);
        leftAlone = List.copyOf(leftAlone);
        known = Map.copyOf(known);
        warnings = List.copyOf(warnings);
    }

    /// @param configured nodes, which NODE_SKIP never leaves out
    public static Members of(ClusterAnswer answer, ClusterSettings settings, List<NodeName> configured) {
        Joining joining = new Joining(settings, configured);
        Map<String, String> places = new HashMap<>();
        answer.nodes().forEach(node -> places.put(node.name(), Joining.byNumbers(node.name())));
        answer.nodes().stream()
                .sorted(Comparator.comparing((ClusterNode node) -> places.getOrDefault(node.name(), ""))
                        .thenComparing(ClusterNode::name))
                .forEach(joining::take);
        return joining.members();
    }
}
