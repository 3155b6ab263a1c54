package io.imagesync.model;

/// Hears what happens during a run. Called by one thread only.
@FunctionalInterface
public interface EventListener {
    void on(SyncEvent event);

    /// No event comes any more.
    default void end() {}
}
