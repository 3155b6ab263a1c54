package io.imagesync.plan;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// What is wanted where.
///
/// @param exclude wins over everything
/// @param images what every node shall have even if none has it yet
/// @param sources whose images count as wanted; empty for all nodes
/// @param receivers who gets what is missing; empty for all nodes
/// @param syncDigests whether images held by digest alone are wanted too
/// @param maxImageSize bytes
/// @param disk when a node is too full for an image
/// @param pullsDrift whether a tag that is another image on another node is pulled again where it is held
/// @param relay which images come through this host
/// @param heldBack what would be pulled but for what earlier runs remember, by node and image
public record Rules(
        List<Prefix> prefixes,
        List<Glob> exclude,
        List<ImageRef> images,
        Set<NodeName> sources,
        Set<NodeName> receivers,
        boolean syncDigests,
        OptionalLong maxImageSize,
        DiskLimit disk,
        boolean pullsDrift,
        RelayMode relay,
        Map<NodeName, Map<ImageRef, Skip>> heldBack) {
    public Rules {
        prefixes = List.copyOf(prefixes);
        exclude = List.copyOf(exclude);
        images = List.copyOf(images);
        sources = Set.copyOf(sources);
        receivers = Set.copyOf(receivers);
        heldBack = Map.copyOf(heldBack);
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
                receivers,
                syncDigests,
                maxImageSize,
                disk,
                false,
                RelayMode.NO,
                Map.of());
    }

    public Rules withDriftPulled(boolean pulled) {
        return with(pulled, relay, heldBack);
    }

    public Rules withRelay(RelayMode mode) {
        return with(pullsDrift, mode, heldBack);
    }

    /// The same rules, but a pull that one of the skips is for becomes that skip, unless there is another reason for
    /// which it is left alone.
    public Rules holdingBack(List<Skip> skips) {
        Map<NodeName, Map<ImageRef, Skip>> byNode = skips.stream()
                .collect(Collectors.groupingBy(
                        Skip::node, Collectors.toMap(Skip::image, skip -> skip, (first, _) -> first)));
        return with(pullsDrift, relay, byNode);
    }

    private Rules with(boolean pulled, RelayMode mode, Map<NodeName, Map<ImageRef, Skip>> held) {
        return new Rules(
                prefixes, exclude, images, sources, receivers, syncDigests, maxImageSize, disk, pulled, mode, held);
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

    boolean receives(NodeName node) {
        return receivers.isEmpty() || receivers.contains(node);
    }

    boolean excludes(ImageRef image) {
        return exclude.stream().anyMatch(glob -> glob.matches(image));
    }

    boolean takes(ImageRef image) {
        return prefixes.stream().anyMatch(prefix -> prefix.takes(image));
    }
}
