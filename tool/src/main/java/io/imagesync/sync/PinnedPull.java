package io.imagesync.sync;

import io.imagesync.model.ImageRef;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// An image that is pinned when it has come, by whichever way: also one that was pinned before, since a pull takes the
/// tag's pin away.
record PinnedPull(Try way, Node node, ImageRef image, Pins pins) implements Try {
    @Override
    public Optional<PullFailure> make(Duration limit, Consumer<PullProgress> progress) throws InterruptedException {
        return way.make(limit, progress);
    }

    @Override
    public void seen(boolean pinned, Duration limit) throws InterruptedException {
        way.seen(pinned, limit);
        pins.pin(node, image, limit);
    }
}
