package io.imagesync.plan;

import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.InUse;
import io.imagesync.model.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// What a node was asked before anything is removed there.
///
/// @param inUse or why it cannot be told
/// @param oneByOne whether its runtime can take one tag of an image away and leave the others
/// @param ours ids of pinned images that nobody but us has pinned
/// @param parts of every image by its id: all content that it stands for, digest to bytes; empty where not known
public record RemovalFacts(
        Result<InUse> inUse, boolean oneByOne, Set<String> ours, Optional<Map<String, Map<String, Long>>> parts) {
    public RemovalFacts {
        ours = Set.copyOf(ours);
    }

    /// Of a node that cannot tell what it uses.
    public static RemovalFacts without(Failure why) {
        return new RemovalFacts(new Result.Failed<>(why), false, Set.of(), Optional.empty());
    }

    public RemovalFacts withParts(Optional<Map<String, Map<String, Long>>> known) {
        return new RemovalFacts(inUse, oneByOne, ours, known);
    }

    boolean isPinnedByOthers(HeldImage image) {
        return image.pinned() && !ours.contains(image.id());
    }

    /// The content that images need; nothing where that is not known of one of them.
    Optional<Set<String>> needed(List<HeldImage> images) {
        return parts.filter(all -> images.stream().allMatch(image -> all.containsKey(image.id())))
                .map(all -> images.stream()
                        .flatMap(image -> all.getOrDefault(image.id(), Map.of()).keySet().stream())
                        .collect(Collectors.toSet()));
    }

    /// Bytes of an image that others do not need.
    ///
    /// @param counted content that is not counted again; what is counted is added
    OptionalLong freed(HeldImage image, Set<String> others, Set<String> counted) {
        Map<String, Long> its = parts.orElse(Map.of()).getOrDefault(image.id(), Map.of());
        return its.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(its.entrySet().stream()
                        .filter(part -> !others.contains(part.getKey()) && counted.add(part.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum());
    }
}
