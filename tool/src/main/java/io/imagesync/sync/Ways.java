package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Pull;
import io.imagesync.node.Node;
import org.jspecify.annotations.Nullable;

/// How images come to nodes, and what is done to each there.
///
/// @param relays where images may come through this host
/// @param pins where images are pinned because PIN names them
record Ways(@Nullable Relays relays, @Nullable Pins pins, EventListener events) {
    Try of(Pull pull, Node node) {
        Try way = relays != null && pull.isRelay()
                ? new RelayedPull(pull, node, relays)
                : new RegistryPull(pull, node, events);
        return pins != null && pins.takes(pull) ? new PinnedPull(way, node, pull.image(), pins) : way;
    }

    /// Says where pins have no effect.
    void tellOfPins() {
        if (relays != null) {
            relays.seenPins().tell(events);
        }
        if (pins != null) {
            pins.tell();
        }
    }
}
