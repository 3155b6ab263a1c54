package io.imagesync.model;

/// Hears what happens during a run. Outputs are called by one thread only, that of `sync/Events`.
@FunctionalInterface
public interface EventListener {
    void on(SyncEvent event);

    /// No event comes any more.
    default void end() {}
}
