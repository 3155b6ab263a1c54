package io.imagesync.model;

import java.time.Instant;
import java.util.Set;

/// An image that was removed and is to stay away.
///
/// @param image the name that was removed, written out in full
/// @param at when
/// @param by whom: the user, as this host knows him
/// @param ids that it had when it was removed
/// @param confirmed nodes where it was seen to be gone since
public record Tombstone(ImageRef image, Instant at, String by, Set<String> ids, Set<NodeName> confirmed) {
    public Tombstone {
        ids = Set.copyOf(ids);
        confirmed = Set.copyOf(confirmed);
    }
}
