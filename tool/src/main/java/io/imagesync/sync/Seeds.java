package io.imagesync.sync;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure.NodeTrouble;
import java.util.HashSet;
import java.util.Set;

/// SEED_FIRST: one node pulls an image, and the others follow when it is there, so that a cache between them and the
/// registry is filled once. They follow too when that pull failed, unless it was its node that was at fault: then
/// another node goes first. Guarded by its owner.
final class Seeds {
    private final boolean first;
    private final Set<ImageRef> going = new HashSet<>();
    private final Set<ImageRef> open = new HashSet<>();

    /// @param first whether one goes first at all
    Seeds(boolean first) {
        this.first = first;
    }

    /// Whether the pull may be started now.
    boolean allows(Pull pull) {
        return !first || open.contains(pull.image()) || !going.contains(pull.image());
    }

    void started(Pull pull) {
        going.add(pull.image());
    }

    /// It waits for its registry, as do those of the other nodes; whoever is the next goes first.
    void suspended(Pull pull) {
        going.remove(pull.image());
    }

    void ended(Outcome outcome) {
        ImageRef image = outcome.pull().image();
        going.remove(image);
        if (!(outcome instanceof Outcome.Failed(var _, NodeTrouble(ConnectFailure _), var _, var _, var _))) {
            open.add(image);
        }
    }
}
