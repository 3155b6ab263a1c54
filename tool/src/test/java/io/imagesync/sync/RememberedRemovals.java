package io.imagesync.sync;

import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Tombstones;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// What was removed, in memory.
final class RememberedRemovals implements Tombstones {
    private final Map<ImageRef, Tombstone> all = new TreeMap<>();
    volatile Optional<Failure> failure = Optional.empty();
    volatile Runnable adding = () -> {};

    @Override
    public synchronized List<Tombstone> all() {
        return List.copyOf(all.values());
    }

    @Override
    public synchronized Optional<Failure> add(Collection<Tombstone> tombstones) {
        adding.run();
        if (failure.isEmpty()) {
            tombstones.forEach(one -> all.merge(one.image(), one, Tombstone::with));
        }
        return failure;
    }

    @Override
    public synchronized Optional<Failure> forget(Collection<ImageRef> images) {
        images.forEach(all::remove);
        return failure;
    }

    synchronized Tombstone of(String image) {
        return Objects.requireNonNull(all.get(ImageRef.of(image)), "not remembered: " + image);
    }
}
