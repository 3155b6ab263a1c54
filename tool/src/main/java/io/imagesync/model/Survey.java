package io.imagesync.model;

/// What is known of one node after it was asked.
public sealed interface Survey {
    NodeName node();

    /// Its listing was read and parsed.
    record Listed(NodeName node, Listing listing) implements Survey {}

    /// It could not be read, so the run goes on without it.
    record LeftOut(NodeName node, Failure why) implements Survey {}
}
