package io.imagesync.sync;

import io.imagesync.model.NodeName;
import io.imagesync.model.PinMemory;
import io.imagesync.model.PinMemory.Pinned;
import io.imagesync.plan.Pinning;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What is remembered of the pins on nodes: written before a pin is set and after it has ended, and only where that
/// changes something.
final class PinNotes {
    /// So many nodes that are not of the run are remembered: they may be away for a while. In a cluster nodes come and
    /// go under ever new names.
    static final int AWAY = 1000;

    private final PinMemory memory;
    private final Map<String, Set<String>> byNode = new HashMap<>();
    private final Set<String> unsure = new HashSet<>();
    private Pinned written;

    /// @param nodes of the run; on all of them pins may be when nothing is known
    PinNotes(PinMemory memory, List<NodeName> nodes) {
        this.memory = memory;
        Optional<Pinned> read = memory.read();
        written = read.orElse(Pinned.NONE);
        unsure.addAll(written.unsure());
        written.images().forEach((id, hosts) -> hosts.forEach(host -> ids(host).add(id)));
        if (read.isEmpty()) {
            comes(nodes);
        }
        if (byNode.size() + unsure.size() > 2 * nodes.size() + AWAY) {
            Set<String> known = nodes.stream().map(PinNotes::key).collect(Collectors.toSet());
            byNode.keySet().retainAll(known);
            unsure.retainAll(known);
        }
    }

    private Set<String> ids(String node) {
        return byNode.computeIfAbsent(node, _ -> new HashSet<>());
    }

    private static String key(NodeName node) {
        return node.host().toLowerCase(Locale.ROOT);
    }

    /// Ids of images that may be pinned there.
    Set<String> on(NodeName node) {
        return byNode.getOrDefault(key(node), Set.of());
    }

    /// Whether others than these may be pinned there too.
    boolean isUnsure(NodeName node) {
        return unsure.contains(key(node));
    }

    /// What a node may have pinned from now on.
    void note(NodeName node, Pinning.OnNode here) {
        Set<String> ids = new HashSet<>(here.kept());
        ids.addAll(here.stale());
        byNode.put(key(node), ids);
    }

    /// No more is pinned there than is to be.
    void settled(NodeName node, Pinning.OnNode here) {
        byNode.put(key(node), new HashSet<>(here.kept()));
        unsure.remove(key(node));
    }

    /// Nothing can be pinned there now; what was before, may be still.
    void unable(NodeName node, Set<String> before) {
        byNode.put(key(node), before);
    }

    /// Images of which the ids are not known yet are going to be pinned there.
    void comes(List<NodeName> nodes) {
        nodes.forEach(node -> unsure.add(key(node)));
    }

    void write() {
        Map<String, Set<String>> images = new HashMap<>();
        byNode.forEach((node, ids) -> ids.forEach(
                id -> images.computeIfAbsent(id, _ -> new HashSet<>()).add(node)));
        Pinned now = new Pinned(images, Set.copyOf(unsure));
        if (!now.equals(written)) {
            memory.write(now);
            written = now;
        }
    }
}
