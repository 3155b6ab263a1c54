package io.imagesync.model;

import java.util.OptionalLong;

/// One image that one node shall pull, since it lacks it or has another one under that name.
///
/// @param size bytes as a holder's runtime tells it; empty when no node holds it yet
/// @param again whether the node has an image of that name, which is not the one that other nodes have
/// @param runtime of the node
/// @param told the kind of runtime that tells the size
public record Pull(
        NodeName node, ImageRef image, OptionalLong size, boolean again, RuntimeKind runtime, RuntimeKind told) {
    /// Whether the size is that of another kind of runtime, which counts something else: no more than about so much.
    public boolean isAbout() {
        return size.isPresent() && !told.countsLike(runtime);
    }

    /// Bytes that it will need on the node's disk; 0 when the size is not known.
    public long needed() {
        return size.isPresent() ? runtime.needed(size.getAsLong(), told) : 0;
    }
}
