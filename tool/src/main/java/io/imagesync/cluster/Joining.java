package io.imagesync.cluster;

import io.imagesync.model.ClusterNode;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides what becomes of each node of a cluster.
final class Joining {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int WIDTH = 20;

    /// No user, no port, no zone: what `ssh` is given names a host and nothing else.
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|(?=.*:.*:)[0-9A-Fa-f:.]{2,45}");

    private static final int SHOWN = 80;
    private static final int NAMED = 3;

    private final ClusterSettings settings;
    private final Map<String, NodeName> configured = new HashMap<>();

    private final List<NodeName> joining = new ArrayList<>();
    private final Map<NodeName, LeftAlone> leftAlone = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /// By what they are in the run; more than one is one too many.
    private final Map<NodeName, List<ClusterNode>> known = new LinkedHashMap<>();

    /// By what to do about it.
    private final Map<String, List<ClusterNode>> unreachable = new LinkedHashMap<>();

    Joining(ClusterSettings settings, List<NodeName> configured) {
        this.settings = settings;
        configured.forEach(node -> this.configured.put(lower(node.host()), node));
    }

    void take(ClusterNode node) {
        List<NodeName> ours = Stream.concat(
                        Stream.of(node.name()),
                        node.addresses().values().stream().sorted())
                .flatMap(host -> Optional.ofNullable(configured.get(lower(host))).stream())
                .distinct()
                .toList();
        if (ours.size() > 1) {
            warnings.add(ours.get(0) + " and " + ours.get(1) + " are one and the same node, " + listed(List.of(node))
                    + "; configure it once");
        }
        ours.forEach(name -> know(node, name));
        if (ours.isEmpty() && node.selected() && settings.selector().isPresent()) {
            join(node);
        }
    }

    /// @return whether no node of the cluster was known by that name before
    private boolean know(ClusterNode node, NodeName name) {
        List<ClusterNode> nodes = known.computeIfAbsent(name, _ -> new ArrayList<>());
        return nodes.add(node) && nodes.size() == 1;
    }

    private void join(ClusterNode node) {
        List<NodeSkip> why = Stream.of(NodeSkip.values())
                .filter(mark -> settings.skip().contains(mark) && node.marks().contains(mark))
                .toList();
        Optional<NodeName> name = name(node, settings.address());
        if (!why.isEmpty()) {
            name.or(() -> name(node, NodeAddress.NAME))
                    .ifPresent(left -> leftAlone.putIfAbsent(left, new LeftAlone(left, why)));
        } else if (name.isEmpty()) {
            unreachable.computeIfAbsent(remedy(node), _ -> new ArrayList<>()).add(node);
        } else if (know(node, name.get())) {
            joining.add(name.get());
        }
    }

    Members members() {
        unreachable.forEach((remedy, nodes) -> warnings.add(
                listed(nodes) + " of the cluster left out: no " + settings.address() + " that ssh can use; " + remedy));
        known.forEach((name, nodes) -> {
            if (nodes.size() > 1) {
                warnings.add(listed(nodes) + " of the cluster have one address, " + name + "; only the first counts");
            }
        });
        Map<NodeName, ClusterNode> firsts = new HashMap<>();
        known.forEach((name, nodes) -> firsts.put(name, nodes.getFirst()));
        List<LeftAlone> left = leftAlone.values().stream()
                .filter(each -> !known.containsKey(each.node()))
                .toList();
        return new Members(joining, left, firsts, warnings);
    }

    private static String listed(List<ClusterNode> nodes) {
        String more = nodes.size() > NAMED ? " and " + (nodes.size() - NAMED) + " more" : "";
        return nodes.stream()
                        .limit(NAMED)
                        .map(node -> Texts.printable(node.name(), SHOWN))
                        .collect(Collectors.joining(", "))
                + more;
    }

    /// What would do for that node.
    private static String remedy(ClusterNode node) {
        return Stream.of(NodeAddress.values())
                .filter(address -> name(node, address).isPresent())
                .findFirst()
                .map(address -> "set NODE_ADDRESS=" + address)
                .orElse("name it in NODES with a name or address that ssh reaches");
    }

    private static Optional<NodeName> name(ClusterNode node, NodeAddress address) {
        String host =
                address == NodeAddress.NAME ? node.name() : node.addresses().getOrDefault(address, "");
        return Optional.of(host).filter(text -> HOST.matcher(text).matches()).map(NodeName::new);
    }

    private static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    /// What sorts names by the size of the numbers in them: each number filled up to one width.
    static String byNumbers(String name) {
        return NUMBER.matcher(name)
                .replaceAll(number ->
                        "0".repeat(Math.max(0, WIDTH - number.group().length())) + number.group());
    }
}
