package io.imagesync.sync;

import io.imagesync.model.PinMemory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What is remembered of pins, in memory.
final class FakePinMemory implements PinMemory {
    volatile Optional<Pinned> pinned = Optional.of(Pinned.NONE);
    int writes;
    /// Is told of each writing.
    volatile Consumer<Pinned> writing = _ -> {};

    FakePinMemory holding(String id, String... nodes) {
        pinned = Optional.of(new Pinned(Map.of(id, Set.of(nodes)), Set.of()));
        return this;
    }

    @Override
    public Optional<Pinned> read() {
        return pinned;
    }

    @Override
    public synchronized void write(Pinned now) {
        writing.accept(now);
        pinned = Optional.of(now);
        writes++;
    }
}
