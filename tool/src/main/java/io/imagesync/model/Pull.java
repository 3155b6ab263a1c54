package io.imagesync.model;

import java.util.OptionalLong;

/// One image that one node lacks and shall pull.
///
/// @param size bytes as a holder's runtime tells it; empty when no node holds it yet
public record Pull(NodeName node, ImageRef image, OptionalLong size) {}
