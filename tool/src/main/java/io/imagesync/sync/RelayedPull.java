package io.imagesync.sync;

import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// An image that comes through this host.
record RelayedPull(Pull pull, Node node, Relays relays) implements Try {
    @Override
    public Optional<PullFailure> make(Duration limit, Consumer<PullProgress> progress) throws InterruptedException {
        return relays.send(pull, node, limit, progress);
    }

    @Override
    public void seen(boolean pinned, Duration limit) {
        relays.seen(pull.node(), pinned);
    }
}
