package io.imagesync.sync;

import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Counts running pulls against the limits that a node, a registry, relays and the fleet have. Guarded by its owner.
final class Admission {
    private final Limits limits;
    private final Set<Pull> running = new HashSet<>();
    private final Map<NodeName, Integer> onNode = new HashMap<>();
    private final Map<String, Integer> fromRegistry = new HashMap<>();
    private int relays;

    Admission(Limits limits) {
        this.limits = limits;
    }

    boolean isFull() {
        return limits.pulls() > 0 && running.size() >= limits.pulls();
    }

    boolean isFull(NodeName node) {
        return onNode.getOrDefault(node, 0) >= limits.pullsANode();
    }

    /// By the way that the pull takes.
    boolean isFull(Pull pull) {
        return pull.isRelay()
                ? relays >= limits.relay().max()
                : isFull(pull.image().registry());
    }

    private boolean isFull(String registry) {
        return limits.pullsARegistry() > 0 && fromRegistry.getOrDefault(registry, 0) >= limits.pullsARegistry();
    }

    void started(Pull pull) {
        running.add(pull);
        count(pull, 1);
    }

    /// Safe to call twice.
    void ended(Pull pull) {
        if (running.remove(pull)) {
            count(pull, -1);
        }
    }

    private void count(Pull pull, int by) {
        onNode.merge(pull.node(), by, Integer::sum);
        if (pull.isRelay()) {
            relays += by;
        } else {
            fromRegistry.merge(pull.image().registry(), by, Integer::sum);
        }
    }
}
