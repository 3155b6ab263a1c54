package io.imagesync.sync;

import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import java.util.HashMap;
import java.util.Map;

/// Counts running pulls against the limits a node, a registry and the fleet have. Guarded by its owner.
final class Admission {
    private final Limits limits;
    private final Map<NodeName, Integer> onNode = new HashMap<>();
    private final Map<String, Integer> fromRegistry = new HashMap<>();
    private int running;

    Admission(Limits limits) {
        this.limits = limits;
    }

    boolean isFull() {
        return limits.pulls() > 0 && running >= limits.pulls();
    }

    boolean isFull(NodeName node) {
        return onNode.getOrDefault(node, 0) >= limits.pullsANode();
    }

    boolean isFull(String registry) {
        return limits.pullsARegistry() > 0 && fromRegistry.getOrDefault(registry, 0) >= limits.pullsARegistry();
    }

    int running(NodeName node) {
        return onNode.getOrDefault(node, 0);
    }

    void started(Pull pull) {
        count(pull, 1);
    }

    void ended(Pull pull) {
        count(pull, -1);
    }

    private void count(Pull pull, int by) {
        running += by;
        onNode.merge(pull.node(), by, Integer::sum);
        fromRegistry.merge(pull.image().registry(), by, Integer::sum);
    }
}
