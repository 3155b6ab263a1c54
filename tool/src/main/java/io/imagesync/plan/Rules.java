package io.imagesync.plan;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// What is wanted where.
///
/// @param exclude wins over everything
/// @param images what every node shall have even if none has it yet
/// @param sources whose images count as wanted; empty for all nodes
/// @param receivers who gets what is missing; empty for all nodes
/// @param syncDigests whether images held by digest alone are wanted too
/// @param maxImageSize bytes
/// @param disk when a node is too full for an image
public record Rules(
        List<Prefix> prefixes,
        List<Glob> exclude,
        List<ImageRef> images,
        Set<NodeName> sources,
        Set<NodeName> receivers,
        boolean syncDigests,
        OptionalLong maxImageSize,
        DiskLimit disk) {
    public Rules {
        prefixes = List.copyOf(prefixes);
        exclude = List.copyOf(exclude);
        images = List.copyOf(images);
        sources = Set.copyOf(sources);
        receivers = Set.copyOf(receivers);
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
