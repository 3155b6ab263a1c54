package io.imagesync.model;

import java.util.OptionalLong;

/// By which way an image comes to a node.
public sealed interface Way {
    Way REGISTRY = new Registry();

    /// The node's runtime pulls it from its registry.
    record Registry() implements Way {}

    /// It comes through this host, from somewhere that has it.
    ///
    /// @param source a node or a file, in words; empty until one is found
    /// @param missing bytes of it that the node lacks; empty until a source is found
    record Relay(String source, OptionalLong missing) implements Way {
        /// A source is still to be found.
        public static final Relay OPEN = new Relay("", OptionalLong.empty());
    }
}
