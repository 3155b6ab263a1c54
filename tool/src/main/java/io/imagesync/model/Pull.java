package io.imagesync.model;

import java.util.Comparator;
import java.util.OptionalLong;

/// One image that one node shall get, since it lacks it or has another one under that name.
///
/// @param size bytes as a holder's runtime tells it; empty when no node holds it yet
/// @param again whether the node has an image of that name, which is not the one that other nodes have
/// @param runtime of the node
/// @param told the kind of runtime that tells the size
/// @param way by which it comes
/// @param awaited whether a pod waits for it there, so that it comes before others
public record Pull(
        NodeName node,
        ImageRef image,
        OptionalLong size,
        boolean again,
        RuntimeKind runtime,
        RuntimeKind told,
        Way way,
        boolean awaited) {
    /// What a node is to get first: what pods wait for, then the largest. Lambdas of [Comparator]'s own are made anew
    /// in
    /// each run: they are in no archive of classes.
    public static final Comparator<Pull> FIRST = (one, other) -> {
        int awaited = Boolean.compare(other.awaited, one.awaited);
        int largest = Long.compare(other.size.orElse(0), one.size.orElse(0));
        return awaited != 0 ? awaited : largest != 0 ? largest : one.image.compareTo(other.image);
    };

    /// One that no pod is known to wait for.
    public Pull(
            NodeName node,
            ImageRef image,
            OptionalLong size,
            boolean again,
            RuntimeKind runtime,
            RuntimeKind told,
            Way way) {
        this(node, image, size, again, runtime, told, way, false);
    }

    /// The same image on the same node, by another way.
    public Pull by(Way other) {
        return new Pull(node, image, size, again, runtime, told, other, awaited);
    }

    public boolean isRelay() {
        return way instanceof Way.Relay;
    }

    /// Bytes that the node lacks of what comes through this host; empty for a pull, and where they are not known.
    public OptionalLong missing() {
        return way instanceof Way.Relay relay ? relay.missing() : OptionalLong.empty();
    }

    /// What is being done, in words: `Pulling I on N`, `Relaying I from A to N`.
    public String words() {
        return way instanceof Way.Relay relay
                ? "Relaying " + image + (relay.source().isEmpty() ? "" : " from " + relay.source()) + " to " + node
                : "Pulling " + image + " on " + node;
    }

    /// Whether the size is that of another kind of runtime, which counts something else: no more than about so much.
    public boolean isAbout() {
        return size.isPresent() && !told.countsLike(runtime);
    }

    /// Bytes that it will need on the node's disk; 0 when the size is not known.
    public long needed() {
        return size.isPresent() ? runtime.needed(size.getAsLong(), told) : 0;
    }
}
