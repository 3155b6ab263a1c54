package io.imagesync.plan;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.Demand;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.Demand.Need;
import io.imagesync.model.Demand.Waiting;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeTerms;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the workloads of a cluster ask of the nodes of a run. Pure.
///
/// @param namespaces patterns of those whose workloads count, empty for all
/// @param prefixes which images count, empty for all
public record Needs(List<Glob> namespaces, List<Prefix> prefixes) {
    public Needs {
        namespaces = List.copyOf(namespaces);
        prefixes = List.copyOf(prefixes);
    }

    /// Who names an image, and on which nodes their pods may run.
    private record Users(Set<String> labels, Set<NodeTerms> where) {}

    /// The demand of workloads: [Demand#byWorkloads] is true. Images of which pods may run on the same nodes have the
    /// same set of them, and terms are held against each node once, since there may be thousands of all.
    ///
    /// @param nodes of the run
    /// @param known nodes of the run that are in the cluster; on others no workload is limited
    public Demand of(
            ClusterAnswer answer, List<NodeName> nodes, Map<NodeName, ClusterNode> known, List<LeftAlone> leftAlone) {
        Map<ImageRef, Users> users = new HashMap<>();
        answer.workloads().stream()
                .filter(this::counts)
                .forEach(one -> one.images().stream()
                        .filter(this::counts)
                        .map(image -> users.computeIfAbsent(
                                image.completed(), _ -> new Users(new TreeSet<>(), new HashSet<>())))
                        .forEach(its -> {
                            its.labels.add(one.label());
                            its.where.add(one.where());
                        }));
        Map<NodeTerms, BitSet> allowed = new HashMap<>();
        Map<BitSet, Optional<Set<NodeName>>> sets = new HashMap<>();
        Map<ImageRef, Need> needs = new HashMap<>();
        users.forEach((image, its) -> {
            BitSet any = new BitSet();
            its.where.forEach(terms -> any.or(allowed.computeIfAbsent(terms, one -> allowed(one, nodes, known))));
            needs.put(image, new Need(List.copyOf(its.labels), sets.computeIfAbsent(any, one -> limit(one, nodes))));
        });
        return new Demand(true, needs, waiting(answer.waiting(), nodes, known), leftAlone);
    }

    private boolean counts(Workload one) {
        return namespaces.isEmpty() || namespaces.stream().anyMatch(glob -> glob.matches(one.namespace()));
    }

    private boolean counts(ImageRef image) {
        return prefixes.isEmpty() || prefixes.stream().anyMatch(prefix -> prefix.takes(image));
    }

    /// The places in the list of the nodes that the terms allow.
    private static BitSet allowed(NodeTerms terms, List<NodeName> nodes, Map<NodeName, ClusterNode> known) {
        BitSet allowed = new BitSet(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            ClusterNode its = known.get(nodes.get(i));
            allowed.set(i, its == null || terms.allow(its));
        }
        return allowed;
    }

    /// Those nodes; nothing where they are all.
    private static Optional<Set<NodeName>> limit(BitSet allowed, List<NodeName> nodes) {
        return allowed.cardinality() == nodes.size()
                ? Optional.empty()
                : Optional.of(allowed.stream().mapToObj(nodes::get).collect(Collectors.toUnmodifiableSet()));
    }

    private static List<Waiting> waiting(
            List<WaitingPod> pods, List<NodeName> nodes, Map<NodeName, ClusterNode> known) {
        Map<String, List<NodeName>> names = new HashMap<>();
        nodes.forEach(node -> Optional.ofNullable(known.get(node))
                .ifPresent(its -> names.computeIfAbsent(its.name(), _ -> new ArrayList<>())
                        .add(node)));
        return pods.stream()
                .flatMap(pod -> names.getOrDefault(pod.node(), List.of()).stream()
                        .map(node -> new Waiting(pod.pod(), node, pod.image().completed(), pod.reason())))
                .toList();
    }
}
