package io.imagesync.config;

import io.imagesync.model.NodeName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The nodes of a configuration.
///
/// @param nodes all of them, each once, in order
/// @param excluded those in repair
/// @param sources those whose images count as wanted
public record Fleet(List<NodeName> nodes, List<NodeName> excluded, List<NodeName> sources) {
    public Fleet {
        nodes = List.copyOf(nodes);
        excluded = List.copyOf(excluded);
        sources = List.copyOf(sources);
    }

    /// The nodes that are not in repair.
    public List<NodeName> takingPart() {
        Set<NodeName> left = new LinkedHashSet<>(nodes);
        excluded.forEach(left::remove);
        return List.copyOf(left);
    }

    /// The configured node that a name means; its user may be left away.
    public Optional<NodeName> find(NodeName name) {
        return nodes.stream().filter(node -> means(name, node)).findFirst();
    }

    static boolean means(NodeName name, NodeName node) {
        return host(name).equals(host(node))
                && (name.user().isEmpty() || name.user().equals(node.user()));
    }

    /// Two names of one host are one node, whatever their users: it has one container runtime.
    static String host(NodeName name) {
        return name.host().toLowerCase(Locale.ROOT);
    }
}
