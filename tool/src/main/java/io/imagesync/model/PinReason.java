package io.imagesync.model;

import java.util.Locale;

/// Why we have pinned an image on a node, so that its kubelet does not delete it.
public enum PinReason {
    /// It came through this host; whether a registry has it nobody knows.
    RELAY,
    /// PIN names it.
    PATTERN;

    /// As it is written on the node.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
