package io.imagesync.config;

import io.imagesync.model.NodeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Nodes that a key names, each once.
///
/// @param known as the fleet has them
/// @param others that are none of the fleet
record Named(List<NodeName> known, List<NodeName> others) {
    private static final int MOST_TOLD = 20;

    /// @param nodes by [Fleet#host]
    static Named of(List<NodeName> names, Map<String, NodeName> nodes) {
        Set<NodeName> known = new LinkedHashSet<>();
        List<NodeName> others = new ArrayList<>();
        for (NodeName name : new LinkedHashSet<>(names)) {
            NodeName node = nodes.get(Fleet.host(name));
            if (node != null && Fleet.means(name, node)) {
                known.add(node);
            } else {
                others.add(name);
            }
        }
        return new Named(List.copyOf(known), others);
    }

    /// What is to be said about the others.
    ///
    /// @param otherwise what to do where no node has a name like it
    List<Fault> faults(Collection<NodeName> nodes, String otherwise) {
        List<String> names = nodes.stream().map(NodeName::text).toList();
        return others.stream()
                .limit(MOST_TOLD)
                .map(name -> new Fault(
                        Fault.cite(name.text()) + " is not one of the nodes",
                        DidYouMean.nearest(name.text(), names)
                                .map(n -> "did you mean " + n + "?")
                                .orElse(otherwise)))
                .toList();
    }
}
