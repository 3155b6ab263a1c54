package io.imagesync.model;

import java.util.OptionalLong;

/// One image that one node shall pull, since it lacks it or has another one under that name.
///
/// @param size bytes as a holder's runtime tells it; empty when no node holds it yet
/// @param again whether the node has an image of that name, which is not the one that other nodes have
public record Pull(NodeName node, ImageRef image, OptionalLong size, boolean again) {
    /// Of what the node lacks.
    public Pull(NodeName node, ImageRef image, OptionalLong size) {
        this(node, image, size, false);
    }
}
