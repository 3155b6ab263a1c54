package io.imagesync.sync;

import io.imagesync.model.ImageRef;
import io.imagesync.model.Pull;
import io.imagesync.model.SeedFirst;
import java.util.HashMap;
import java.util.Map;

/// SEED_FIRST: one node pulls an image, and the others follow when it is there, so that a cache between them and the
/// registry is filled once; or they follow in waves, so that nodes that have it can serve the others. All follow too
/// when the first pull failed, unless it was its node that was at fault: then another node goes first. Relays need no
/// seed. Guarded by its owner.
final class Seeds {
    private final SeedFirst seedFirst;
    private final Map<ImageRef, Stage> stages = new HashMap<>();

    /// How a pull ended, as far as it matters to the others of the image.
    enum End {
        HELD,
        FAILED,
        NODE_LOST
    }

    /// How far an image is that was started anywhere.
    private static final class Stage {
        private int running;
        /// Nodes that have pulled it.
        private int holders;
        /// Whether all may pull it.
        private boolean open;
    }

    Seeds(SeedFirst seedFirst) {
        this.seedFirst = seedFirst;
    }

    /// Whether the pull may be started now.
    boolean allows(Pull pull) {
        Stage stage = seedFirst == SeedFirst.NO || pull.isRelay() ? null : stages.get(pull.image());
        return stage == null || stage.open || stage.running < atOnce(stage, pull);
    }

    /// As many as nodes have it. One had it before, where a size of it is known.
    private static int atOnce(Stage stage, Pull pull) {
        return Math.max(1, stage.holders + (pull.size().isPresent() ? 1 : 0));
    }

    void started(Pull pull) {
        stage(pull).running += pull.isRelay() ? 0 : 1;
    }

    /// It waits for its registry, as do those of the other nodes; whoever is the next goes first.
    void suspended(Pull pull) {
        stage(pull).running -= pull.isRelay() ? 0 : 1;
    }

    void ended(Pull pull, End end) {
        if (pull.isRelay()) {
            return;
        }
        Stage stage = stage(pull);
        stage.running--;
        stage.holders += end == End.HELD ? 1 : 0;
        stage.open |= switch (end) {
            case HELD -> seedFirst == SeedFirst.YES;
            case FAILED -> stage.holders == 0;
            case NODE_LOST -> false;
        };
    }

    private Stage stage(Pull pull) {
        return stages.computeIfAbsent(pull.image(), _ -> new Stage());
    }
}
