package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.RemovalPlan.Staying;
import io.imagesync.model.RemovalPlan.Why;
import io.imagesync.model.Result;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.Optional;

/// Removes names of images from one node: only what is not in use at that moment, and with a look whether it is gone.
///
/// @param limit for one answer
record NodeRemoval(Node node, Duration limit, Time time, EventListener events) {
    /// A runtime may list a name for a moment after it was removed.
    private static final int LOOKS = 8;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    Removal remove(Going going) {
        try {
            return switch (node.inUse(limit)) {
                case Result.Failed<InUse>(var why) -> new Removal.Failed(node.name(), going.name(), why);
                case Result.Ok<InUse>(var used) -> {
                    Optional<Staying> staying =
                            used.by(going.image()).map(by -> new Staying(going.name(), Why.IN_USE, by));
                    yield staying.isPresent() ? new Removal.Stayed(node.name(), staying.get()) : removeUnused(going);
                }
            };
        } catch (InterruptedException e) {
            return new Removal.Failed(node.name(), going.name(), new Cancelled());
        }
    }

    private Removal removeUnused(Going going) throws InterruptedException {
        events.on(new SyncEvent.RemovalStarted(node.name(), going.name()));
        Optional<Failure> failure = node.remove(going.name(), going.image(), limit);
        if (failure.isEmpty()) {
            failure = look(going.name());
        }
        return failure.map(why -> notRemoved(node.name(), going.name(), why))
                .orElseGet(() -> new Removal.Gone(node.name(), going));
    }

    /// The node has looked too, before it did anything.
    private static Removal notRemoved(NodeName node, ImageRef image, Failure failure) {
        if (failure instanceof NotRemoved(var obstacle, var detail)) {
            if (obstacle == NotRemoved.Obstacle.PINNED) {
                return new Removal.Stayed(node, new Staying(image, Why.PINNED, detail));
            }
            if (obstacle == NotRemoved.Obstacle.OTHER_IMAGE) {
                return new Removal.Stayed(node, new Staying(image, Why.OTHER_IMAGE, detail));
            }
        }
        return new Removal.Failed(node, image, failure);
    }

    /// The runtime's word is not enough: it is gone when it is not listed.
    private Optional<Failure> look(ImageRef image) throws InterruptedException {
        for (int looks = 1; ; looks++) {
            switch (node.look(image, false, limit)) {
                case Result.Failed<Node.Seen>(var why) -> {
                    return Optional.of(why);
                }
                case Result.Ok<Node.Seen>(var seen) -> {
                    if (!seen.held()) {
                        return Optional.empty();
                    }
                }
            }
            if (looks == LOOKS) {
                return Optional.of(new NotRemoved(NotRemoved.Obstacle.STILL_LISTED, image.canonical()));
            }
            time.sleep(BETWEEN_LOOKS);
        }
    }
}
