package io.imagesync.sync;

import io.imagesync.model.ImageRef;
import io.imagesync.model.Pull;
import java.util.HashMap;
import java.util.Map;

/// SEED_FIRST: one node pulls an image, and the others follow when it is there, so that a cache between them and the
/// registry is filled once. They follow too when that pull failed, unless it was its node that was at fault: then
/// another node goes first. Guarded by its owner.
final class Seeds {
    private final boolean first;
    private final Map<ImageRef, Stage> stages = new HashMap<>();

    /// How far an image is that was started anywhere.
    private enum Stage {
        /// A node pulls it first.
        GOING,
        /// All may pull it.
        OPEN
    }

    /// @param first whether one goes first at all
    Seeds(boolean first) {
        this.first = first;
    }

    /// Whether the pull may be started now.
    boolean allows(Pull pull) {
        return !first || stages.get(pull.image()) != Stage.GOING;
    }

    void started(Pull pull) {
        stages.putIfAbsent(pull.image(), Stage.GOING);
    }

    /// It waits for its registry, as do those of the other nodes; whoever is the next goes first.
    void suspended(Pull pull) {
        stages.remove(pull.image(), Stage.GOING);
    }

    /// @param nodeLost whether its node was at fault
    void ended(Pull pull, boolean nodeLost) {
        if (nodeLost) {
            stages.remove(pull.image(), Stage.GOING);
        } else {
            stages.put(pull.image(), Stage.OPEN);
        }
    }
}
