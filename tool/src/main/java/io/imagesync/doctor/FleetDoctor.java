package io.imagesync.doctor;

import io.imagesync.model.Finding;
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
        findings.addAll(shared(
                nodes,
                "machine id",
                node -> node.facts().flatMap(HostFacts::machine),
                "rm /etc/machine-id && systemd-machine-id-setup"));
        findings.addAll(shared(
                nodes,
                "SSH host key",
                Examined::hostKey,
                "rm /etc/ssh/ssh_host_*_key* && ssh-keygen -A && systemctl restart ssh"));
        architectures(nodes).ifPresent(findings::add);
        mirrors(nodes).ifPresent(findings::add);
        return findings;
    }

    private static Optional<Finding> mirrors(List<Examined> nodes) {
        return unlike(
                nodes,
                "different mirrors",
                facts -> Optional.of(facts.mirrors().isEmpty() ? "none" : String.join(", ", facts.mirrors())),
                "give all nodes the same hosts.toml or registries.conf, else they pull from different places");
    }

    private static Optional<Finding> architectures(List<Examined> nodes) {
        return unlike(
                nodes,
                "different architectures",
                HostFacts::architecture,
                "images for only one of them are skipped on the others; to keep them apart, give each architecture a"
                        + " group of its own (-g NAME)");
    }

    /// Nodes that differ in what they told.
    private static Optional<Finding> unlike(
            List<Examined> nodes, String what, Function<HostFacts, Optional<String>> of, String remedy) {
        Map<String, List<NodeName>> kinds = by(nodes, node -> node.facts().flatMap(of));
        if (kinds.size() < 2) {
            return Optional.empty();
        }
        String words = kinds.entrySet().stream()
                .map(kind -> kind.getKey() + ": " + names(kind.getValue()))
                .collect(Collectors.joining("; "));
        return Optional.of(Finding.warning(SUBJECT, what + ": " + words, remedy));
    }

    /// Who has the same of something that each machine has for itself.
    ///
    /// @param renew the command that gives a machine one of its own
    private static List<Finding> shared(
            List<Examined> nodes, String what, Function<Examined, Optional<String>> of, String renew) {
        return by(nodes, of).values().stream()
                .filter(same -> same.size() > 1)
                .map(same -> Finding.warning(
                        SUBJECT,
                        "the same " + what + ": " + names(same),
                        "if they are one machine, configure it once; if one is a copy of the other, run on the copy: "
                                + renew))
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
