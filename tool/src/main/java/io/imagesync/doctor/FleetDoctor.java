package io.imagesync.doctor;

import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import io.imagesync.model.NodeName;
import io.imagesync.node.HostFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Compares nodes with each other: one that is there under two names, and nodes of different kinds.
final class FleetDoctor {
    private static final String SUBJECT = "all nodes";

    private FleetDoctor() {}

    static List<Finding> compare(List<Examined> nodes) {
        List<Finding> findings = new ArrayList<>();
        shared(nodes, node -> node.facts().flatMap(HostFacts::machine))
                .forEach(names -> findings.add(new Finding(
                        Level.WARNING,
                        SUBJECT,
                        "one machine id: " + names,
                        "if they are one machine, configure it once; if one is a copy of the other, run on it:"
                                + " rm /etc/machine-id && systemd-machine-id-setup")));
        shared(nodes, Examined::hostKey)
                .forEach(names -> findings.add(new Finding(
                        Level.WARNING,
                        SUBJECT,
                        "one SSH host key: " + names,
                        "if they are one machine, configure it once; if one is a copy of the other, run on it:"
                                + " rm /etc/ssh/ssh_host_*_key* && ssh-keygen -A && systemctl restart ssh")));
        architectures(nodes).ifPresent(findings::add);
        return findings;
    }

    private static Optional<Finding> architectures(List<Examined> nodes) {
        Map<String, List<NodeName>> kinds = by(nodes, node -> node.facts().flatMap(HostFacts::architecture));
        if (kinds.size() < 2) {
            return Optional.empty();
        }
        String words = kinds.entrySet().stream()
                .map(kind -> kind.getKey() + ": " + names(kind.getValue()))
                .collect(Collectors.joining("; "));
        return Optional.of(new Finding(
                Level.WARNING,
                SUBJECT,
                "different architectures: " + words,
                "images for one of them only are skipped on the others; to keep unlike nodes apart give each kind a"
                        + " configuration of its own (-g NAME)"));
    }

    /// The names that have the same of something, where there are several.
    private static List<String> shared(List<Examined> nodes, Function<Examined, Optional<String>> of) {
        return by(nodes, of).values().stream()
                .filter(same -> same.size() > 1)
                .map(FleetDoctor::names)
                .toList();
    }

    private static Map<String, List<NodeName>> by(List<Examined> nodes, Function<Examined, Optional<String>> of) {
        Map<String, List<NodeName>> same = new LinkedHashMap<>();
        for (Examined node : nodes) {
            of.apply(node)
                    .ifPresent(value ->
                            same.computeIfAbsent(value, _ -> new ArrayList<>()).add(node.node()));
        }
        return same;
    }

    private static String names(List<NodeName> nodes) {
        return nodes.stream().map(NodeName::text).collect(Collectors.joining(", "));
    }
}
