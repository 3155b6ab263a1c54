package io.imagesync.config;

import io.imagesync.config.Values.Sited;
import io.imagesync.model.NodeName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the nodes and what is said about them.
final class FleetReader {
    private static final int MOST_TOLD = 20;

    private final Values values;
    private final Problems problems;
    private final Map<String, NodeName> nodes = new LinkedHashMap<>();

    FleetReader(Values values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    Fleet read() {
        values.readAll(Key.NODE, NodeList::single).forEach(this::add);
        list(Key.NODES).forEach(node -> add(new Sited<>(node, Key.NODES.name(), values.line(Key.NODES))));
        if (nodes.size() > NodeList.MOST) {
            problems.error(values.line(Key.NODES), Key.NODES.name(), NodeList.tooMany());
        }
        List<NodeName> excluded = known(Key.EXCLUDE_NODES, Problem.Severity.WARNING);
        List<NodeName> sources = known(Key.SOURCE_NODES, Problem.Severity.ERROR);
        List<NodeName> all = List.copyOf(nodes.values());
        return new Fleet(all, excluded, sources.isEmpty() ? all : sources);
    }

    private void add(Sited<NodeName> sited) {
        NodeName earlier = nodes.putIfAbsent(Fleet.host(sited.value()), sited.value());
        if (earlier != null) {
            String what = earlier.equals(sited.value())
                    ? sited.value() + " is named twice and counts once"
                    : sited.value() + " is the same node as " + earlier + ", which counts";
            problems.warning(sited.line(), sited.key(), new Fault(what, "remove one of the two"));
        }
    }

    private List<NodeName> list(Key key) {
        return values.read(key, NodeList::parse, Words::joined).orElse(List.of());
    }

    /// The configured nodes that a key names; the others are told of, unless the nodes themselves are in doubt.
    private List<NodeName> known(Key key, Problem.Severity ifUnknown) {
        Map<Boolean, List<NodeName>> named =
                list(key).stream().distinct().collect(Collectors.partitioningBy(n -> find(n).isPresent()));
        if (!values.isUnusable(Key.NODE) && !values.isUnusable(Key.NODES)) {
            named.getOrDefault(false, List.of()).stream()
                    .limit(MOST_TOLD)
                    .forEach(name -> problems.add(ifUnknown, values.line(key), key.name(), unknown(name)));
        }
        return named.getOrDefault(true, List.of()).stream()
                .flatMap(name -> find(name).stream())
                .distinct()
                .toList();
    }

    private Optional<NodeName> find(NodeName name) {
        return Optional.ofNullable(nodes.get(Fleet.host(name))).filter(node -> Fleet.means(name, node));
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
