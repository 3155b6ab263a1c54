package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Level;
import io.imagesync.model.NodeName;
import io.imagesync.model.SyncEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Of nodes on which something was to be pinned: whether any of it was seen to be. Safe for use by several threads.
final class SeenPins {
    private final Map<NodeName, Boolean> nodes = new ConcurrentHashMap<>();

    void seen(NodeName node, boolean isPinned) {
        nodes.merge(node, isPinned, Boolean::logicalOr);
    }

    /// Says once which runtimes ignore pins.
    void tell(EventListener events) {
        List<String> without = nodes.entrySet().stream()
                .filter(node -> !node.getValue())
                .map(node -> node.getKey().text())
                .sorted()
                .toList();
        nodes.clear();
        if (!without.isEmpty()) {
            events.on(new SyncEvent.Noted(
                    Level.INFO,
                    "The runtime ignores pins, as containerd does before 1.7; the kubelet may delete pinned images on "
                            + String.join(", ", without)));
        }
    }
}
