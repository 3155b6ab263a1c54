package io.imagesync.model;

import java.util.List;

/// What earlier runs remember.
@FunctionalInterface
public interface Memory {
    /// Remembers nothing.
    Memory NONE = _ -> List.of();

    /// The pulls that are not to be made now, each as the skip that takes its place. Those that nobody plans are in it
    /// too. To be asked once a run for each node, before anything is pulled there.
    List<Skip> heldBack(List<Survey> surveys);

    /// What was removed and is to stay away.
    default Tombstones removed() {
        return Tombstones.NONE;
    }
}
