package io.imagesync.sync;

import io.imagesync.model.Descriptor;
import io.imagesync.model.EventListener;
import io.imagesync.model.Level;
import io.imagesync.model.PinReason;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// An image that comes from its registry. If it had come through this host before, it need not stay pinned for that:
/// it can be had again.
record RegistryPull(Pull pull, Node node, EventListener events) implements Try {
    @Override
    public Optional<PullFailure> make(Duration limit, Consumer<PullProgress> progress) throws InterruptedException {
        return node.pull(pull.image(), limit, progress);
    }

    /// Only of what is pinned it is asked why. What cannot be unpinned stays pinned.
    @Override
    public void seen(boolean pinned, Duration limit) throws InterruptedException {
        Optional<Contents> contents = pinned ? node.contents() : Optional.empty();
        if (contents.isPresent() && unpin(contents.get(), limit)) {
            events.on(new SyncEvent.Noted(
                    Level.INFO,
                    "No longer pinned: " + pull.image() + " on " + pull.node() + ", its registry has served it"));
        }
    }

    private boolean unpin(Contents contents, Duration limit) throws InterruptedException {
        return contents.target(pull.image().canonical(), limit)
                        instanceof Result.Ok<Optional<Descriptor>>(Optional<Descriptor> target)
                && target.isPresent()
                && contents.unpin(target.get().digest(), PinReason.RELAY, limit)
                        .toOptional()
                        .orElse(false);
    }
}
