package io.imagesync.plan;

import io.imagesync.model.Demand;
import io.imagesync.model.DiskLimit;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.RelayMode;
import io.imagesync.model.Removed;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is wanted where.
///
/// @param exclude wins over everything
/// @param images what every node shall have even if none has it yet
/// @param sources whose images count as wanted; empty for all nodes
/// @param union whether what sources hold is wanted; else only what is named is
/// @param receivers who gets what is missing; empty for all nodes
/// @param syncDigests whether images held by digest alone are wanted too
/// @param maxImageSize bytes
/// @param disk when a node is too full for an image
/// @param pullsDrift whether a tag that is another image on another node is pulled again where it is held
/// @param relay which images come through this host
/// @param superseded what newer tags of its repository have taken the place of: not wanted, unless it is named
/// @param heldBack what would be pulled but for what earlier runs remember, by node and image
/// @param removed what is to stay away, by the name that was removed; IMAGES and workloads win over it
/// @param demand what Kubernetes asks of the nodes
public record Rules(
        List<Prefix> prefixes,
        List<Glob> exclude,
        List<ImageRef> images,
        Set<NodeName> sources,
        boolean union,
        Set<NodeName> receivers,
        boolean syncDigests,
        OptionalLong maxImageSize,
        DiskLimit disk,
        boolean pullsDrift,
        RelayMode relay,
        Set<ImageRef> superseded,
        Map<NodeName, Map<ImageRef, Skip>> heldBack,
        Map<ImageRef, Tombstone> removed,
        Demand demand) {
    public Rules {
        prefixes = List.copyOf(prefixes);
        exclude = List.copyOf(exclude);
        images = List.copyOf(images);
        sources = Set.copyOf(sources);
        receivers = Set.copyOf(receivers);
        superseded = Set.copyOf(superseded);
        heldBack = Map.copyOf(heldBack);
        removed = Map.copyOf(removed);
    }

    /// Rules that hold nothing back and leave drift alone.
    public Rules(
            List<Prefix> prefixes,
            List<Glob> exclude,
            List<ImageRef> images,
            Set<NodeName> sources,
            Set<NodeName> receivers,
            boolean syncDigests,
            OptionalLong maxImageSize,
            DiskLimit disk) {
        this(
                prefixes,
                exclude,
                images,
                sources,
                true,
                receivers,
                syncDigests,
                maxImageSize,
                disk,
                false,
                RelayMode.NO,
                Set.of(),
                Map.of(),
                Map.of(),
                Demand.NONE);
    }

    public Rules withDriftPulled(boolean pulled) {
        return with(union, pulled, relay, superseded, heldBack, removed, demand);
    }

    public Rules withRelay(RelayMode mode) {
        return with(union, pullsDrift, mode, superseded, heldBack, removed, demand);
    }

    public Rules withSuperseded(Set<ImageRef> images) {
        return with(union, pullsDrift, relay, images, heldBack, removed, demand);
    }

    /// The same rules, but a pull that one of the skips is for becomes that skip, unless there is another reason for
    /// which it is left alone.
    public Rules holdingBack(List<Skip> skips) {
        Map<NodeName, Map<ImageRef, Skip>> byNode = skips.stream()
                .collect(Collectors.groupingBy(
                        Skip::node, Collectors.toMap(Skip::image, skip -> skip, (first, _) -> first)));
        return with(union, pullsDrift, relay, superseded, byNode, removed, demand);
    }

    /// The same rules, but what was removed is not wanted because a node has it.
    public Rules withRemoved(List<Tombstone> tombstones) {
        return tombstones.isEmpty()
                ? this
                : with(
                        union,
                        pullsDrift,
                        relay,
                        superseded,
                        heldBack,
                        tombstones.stream().collect(Collectors.toMap(Tombstone::image, one -> one)),
                        demand);
    }

    /// The same rules with what Kubernetes asks of the nodes.
    ///
    /// @param union whether what sources hold is wanted too
    public Rules withDemand(Demand asked, boolean union) {
        return with(union, pullsDrift, relay, superseded, heldBack, removed, asked);
    }

    private Rules with(
            boolean spread,
            boolean pulled,
            RelayMode mode,
            Set<ImageRef> old,
            Map<NodeName, Map<ImageRef, Skip>> held,
            Map<ImageRef, Tombstone> tombstones,
            Demand asked) {
        return new Rules(
                prefixes,
                exclude,
                images,
                sources,
                spread,
                receivers,
                syncDigests,
                maxImageSize,
                disk,
                pulled,
                mode,
                old,
                held,
                tombstones,
                asked);
    }

    /// What is held back goes by the names that the plan has.
    Optional<Skip> heldBack(NodeName node, ImageRef image) {
        return Optional.ofNullable(heldBack.getOrDefault(node, Map.of()).get(image))
                .map(held -> new Skip(node, image, held.reason(), held.detail(), held.alreadyReported()));
    }

    /// Whether a node is asked to send what it has to others.
    public boolean sends(Survey.Listed node) {
        return relay != RelayMode.NO && isSource(node.node()) && node.listing().runtime() == RuntimeKind.CONTAINERD;
    }

    boolean isSource(NodeName node) {
        return sources.isEmpty() || sources.contains(node);
    }

    public boolean receives(NodeName node) {
        return receivers.isEmpty() || receivers.contains(node);
    }

    boolean excludes(ImageRef image) {
        return exclude.stream().anyMatch(glob -> glob.matches(image));
    }

    /// Whether it would be wanted on a node if a source had it.
    boolean keeps(ImageRef image) {
        return !excludes(image) && (spreads(image) || isNamed(image));
    }

    /// Whether it would be wanted on that node if a source had it.
    boolean keeps(ImageRef image, NodeName node) {
        return !excludes(image) && (spreads(image) || images.contains(image) || demand.needs(image, node));
    }

    private boolean spreads(ImageRef image) {
        return union && takes(image) && !superseded.contains(image) && !removed.containsKey(image);
    }

    /// Whether it is wanted whoever has it: IMAGES or a workload names it.
    public boolean isNamed(ImageRef image) {
        return images.contains(image) || demand.needs().containsKey(image);
    }

    /// The names under which an image can be wanted: its tags, or its digest where it has no tag and digests count.
    Stream<ImageRef> names(HeldImage image) {
        return image.tags().isEmpty() && syncDigests ? image.digests().stream() : image.tags().stream();
    }

    boolean takes(ImageRef image) {
        return prefixes.stream().anyMatch(prefix -> prefix.takes(image));
    }

    /// Whether an image is wanted because a node has it, under one of its names.
    boolean spreads(ImageRef name, HeldImage held) {
        return union && counts(name, held);
    }

    /// Whether prefixes take what a node has, and nobody has removed it.
    boolean counts(ImageRef name, HeldImage held) {
        return takes(name) && (removed.isEmpty() || !isRemoved(name, held));
    }

    private boolean isRemoved(ImageRef name, HeldImage held) {
        return removed.containsKey(name)
                || (name.isDigested()
                        && removed.values().stream().anyMatch(tombstone -> tombstone.isRestOf(name, held)));
    }

    /// What is to stay away, with the nodes that have it all the same.
    List<Removed> removed(List<Survey.Listed> nodes) {
        return removed.isEmpty() ? List.of() : Removed.of(removed, images, this::users, nodes);
    }

    /// Workloads for which it is wanted.
    private List<String> users(ImageRef image) {
        return excludes(image) ? List.of() : demand.users(image);
    }
}
