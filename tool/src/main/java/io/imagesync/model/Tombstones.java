package io.imagesync.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What was removed and is to stay away, as this host remembers it.
public interface Tombstones {
    /// Remembers nothing, and cannot.
    Tombstones NONE = new Tombstones() {
        @Override
        public List<Tombstone> all() {
            return List.of();
        }

        @Override
        public Optional<Failure> add(Collection<Tombstone> tombstones) {
            return Optional.of(new FileFailure("what is removed cannot be remembered", "set STATE_DIR"));
        }

        @Override
        public Optional<Failure> forget(Collection<ImageRef> images) {
            return Optional.empty();
        }
    };

    /// Each name once.
    List<Tombstone> all();

    /// Adds to what is remembered: of a name that has one already, ids and nodes are added to it. It is on disk when
    /// this returns.
    ///
    /// @return why it could not be written, or nothing
    Optional<Failure> add(Collection<Tombstone> tombstones);

    /// Forgets those of some names; it is on disk when this returns.
    ///
    /// @return why it could not be written, or nothing
    Optional<Failure> forget(Collection<ImageRef> images);
}
