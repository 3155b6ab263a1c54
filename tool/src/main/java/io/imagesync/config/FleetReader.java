package io.imagesync.config;

import io.imagesync.config.Values.Sited;
import io.imagesync.model.NodeName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads the nodes and what is said about them.
final class FleetReader {
    /// In SOURCE_NODES, alone.
    private static final String NONE = "none";

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
        List<NodeName> excluded = known(Key.EXCLUDE_NODES, values.readList(Key.EXCLUDE_NODES, NodeList::parse));
        List<NodeName> named = values.readList(Key.SOURCE_NODES, NodeList::parse);
        boolean union = named.stream().noneMatch(name -> name.text().equalsIgnoreCase(NONE));
        if (!union && named.size() > 1) {
            values.error(
                    Key.SOURCE_NODES, new Fault("has none together with other words", "write only none, or remove it"));
        }
        List<NodeName> sources = union ? known(Key.SOURCE_NODES, named) : List.of();
        List<NodeName> all = List.copyOf(nodes.values());
        return new Fleet(all, excluded, sources.isEmpty() && !joined() ? all : sources, union);
    }

    /// Whether nodes of the cluster are to join.
    private boolean joined() {
        return values.isSet(Key.NODE_SELECTOR);
    }

    /// The nodes that a key names. What is none of them is told of, unless the nodes themselves are in doubt, or others
    /// join that are not known yet.
    private List<NodeName> known(Key key, List<NodeName> names) {
        if (names.isEmpty()) {
            return names;
        }
        Named named = Named.of(names, nodes);
        if (joined()) {
            return Stream.of(named.known(), named.others())
                    .flatMap(List::stream)
                    .toList();
        }
        if (!values.isUnusable(Key.NODE) && !values.isUnusable(Key.NODES)) {
            for (Fault fault : named.faults(nodes.values(), "write it as in NODE<n> or NODES")) {
                if (key == Key.SOURCE_NODES) {
                    values.error(key, fault);
                } else {
                    values.warning(key, fault);
                }
            }
        }
        return named.known();
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
}
