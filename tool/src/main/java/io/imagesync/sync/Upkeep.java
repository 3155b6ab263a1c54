package io.imagesync.sync;

import io.imagesync.model.CreationTimes;
import io.imagesync.model.PinMemory;
import io.imagesync.plan.Glob;
import java.util.List;
import java.util.OptionalInt;

/// What a run does about images that nodes have.
///
/// @param pin what is pinned on the nodes; with none, pins of earlier runs end
/// @param pinned where such pins may be
/// @param keepTags of each repository, the newest; empty for all
/// @param created when images were made
public record Upkeep(List<Glob> pin, PinMemory pinned, OptionalInt keepTags, CreationTimes created) {
    public Upkeep {
        pin = List.copyOf(pin);
    }
}
