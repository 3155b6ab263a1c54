package io.imagesync.config;

import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.NodeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The nodes of a configuration. Where nodes of the cluster are to join, it is whole only after [#joined].
///
/// @param nodes all of them, each once, in order
/// @param excluded those in repair
/// @param sources those whose images count as wanted; empty for all while others are to join
/// @param union whether their images are wanted; else only what is named is
public record Fleet(List<NodeName> nodes, List<NodeName> excluded, List<NodeName> sources, boolean union) {
    static final Fault ALL_IN_REPAIR = new Fault("leaves out every node", "remove the nodes that are not in repair");

    private static final String LISTED = "image-sync config lists the nodes";

    public Fleet {
        nodes = List.copyOf(nodes);
        excluded = List.copyOf(excluded);
        sources = List.copyOf(sources);
    }

    /// A fleet with the nodes of the cluster.
    ///
    /// @param warnings what a human should know
    /// @param error why there can be no run with it
    public record Joined(Fleet fleet, List<String> warnings, Optional<Fault> error) {
        public Joined {
            warnings = List.copyOf(warnings);
        }
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

    /// With the nodes of the cluster behind those of the configuration. What EXCLUDE_NODES and SOURCE_NODES name is
    /// judged now.
    ///
    /// @param leftAlone may be named too, though they are not in the fleet
    public Joined joined(List<NodeName> joining, List<LeftAlone> leftAlone) {
        Map<String, NodeName> all = new LinkedHashMap<>();
        nodes.forEach(node -> all.put(host(node), node));
        joining.forEach(node -> all.putIfAbsent(host(node), node));
        List<NodeName> members = List.copyOf(all.values());
        leftAlone.forEach(left -> all.putIfAbsent(host(left.node()), left.node()));
        Named out = Named.of(excluded, all);
        Named from = Named.of(sources, all);
        Fleet fleet = new Fleet(members, out.known(), from.known().isEmpty() ? members : from.known(), union);
        List<String> warnings = new ArrayList<>();
        out.faults(all.values(), LISTED).forEach(fault -> warnings.add(Key.EXCLUDE_NODES + ": " + fault));
        return new Joined(fleet, warnings, fleet.error(from.faults(all.values(), LISTED)));
    }

    /// @param unknown sources
    private Optional<Fault> error(List<Fault> unknown) {
        if (nodes.size() > NodeList.MOST) {
            return Optional.of(NodeList.TOO_MANY);
        }
        if (nodes.isEmpty()) {
            return Optional.of(
                    new Fault("NODE_SELECTOR selects no node of the cluster", "correct it, or name nodes in NODES"));
        }
        if (takingPart().isEmpty()) {
            return Optional.of(new Fault(Key.EXCLUDE_NODES + " " + ALL_IN_REPAIR.what(), ALL_IN_REPAIR.remedy()));
        }
        return unknown.stream().findFirst().map(f -> new Fault(Key.SOURCE_NODES + ": " + f.what(), f.remedy()));
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
