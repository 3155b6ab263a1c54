package io.imagesync.config;

import io.imagesync.config.Values.Sited;
import io.imagesync.model.NodeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// Reads the nodes and what is said about them.
final class FleetReader {
    private static final int MOST_TOLD = 20;

    private final Values values;
    private final Map<String, NodeName> nodes = new LinkedHashMap<>();

    FleetReader(Values values) {
        this.values = values;
    }

    Fleet read() {
        values.readAll(Key.NODE, NodeList::single, Key.NODES, NodeList::parse).forEach(this::add);
        if (nodes.size() > NodeList.MOST) {
            values.error(Key.NODES, NodeList.TOO_MANY);
        }
        List<NodeName> excluded = known(Key.EXCLUDE_NODES, values::warning);
        List<NodeName> sources = known(Key.SOURCE_NODES, values::error);
        List<NodeName> all = List.copyOf(nodes.values());
        return new Fleet(all, excluded, sources.isEmpty() ? all : sources);
    }

    private void add(Sited<NodeName> sited) {
        NodeName earlier = nodes.putIfAbsent(Fleet.host(sited.value()), sited.value());
        if (earlier != null) {
            String what = earlier.equals(sited.value())
                    ? sited.value() + " is named twice and counts once"
                    : sited.value() + " is the same node as " + earlier + ", which counts";
            values.warning(sited, new Fault(what, "remove one of the two"));
        }
    }

    /// The configured nodes that a key names; the others are told of, unless the nodes themselves are in doubt.
    private List<NodeName> known(Key key, BiConsumer<Key, Fault> unknown) {
        Set<NodeName> known = new LinkedHashSet<>();
        List<NodeName> others = new ArrayList<>();
        for (NodeName name : new LinkedHashSet<>(values.readList(key, NodeList::parse))) {
            NodeName node = nodes.get(Fleet.host(name));
            if (node != null && Fleet.means(name, node)) {
                known.add(node);
            } else {
                others.add(name);
            }
        }
        if (!values.isUnusable(Key.NODE) && !values.isUnusable(Key.NODES)) {
            others.stream().limit(MOST_TOLD).forEach(name -> unknown.accept(key, unknown(name)));
        }
        return List.copyOf(known);
    }

    private Fault unknown(NodeName name) {
        List<String> names = nodes.values().stream().map(NodeName::text).toList();
        return new Fault(
                Fault.cite(name.text()) + " is none of the nodes",
                DidYouMean.nearest(name.text(), names)
                        .map(n -> "did you mean " + n + "?")
                        .orElse("write it as NODE<n> or NODES has it"));
    }
}
