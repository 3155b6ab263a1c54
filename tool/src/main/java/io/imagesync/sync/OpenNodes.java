package io.imagesync.sync;

import io.imagesync.model.NodeName;
import io.imagesync.node.Node;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The nodes that are connected.
public final class OpenNodes implements AutoCloseable {
    private final Map<NodeName, Node> open = new ConcurrentHashMap<>();

    void add(Node node) {
        open.put(node.name(), node);
    }

    Optional<Node> node(NodeName name) {
        return Optional.ofNullable(open.get(name));
    }

    void close(NodeName name) {
        Node node = open.remove(name);
        if (node != null) {
            node.close();
        }
    }

    void closeAllBut(Set<NodeName> needed) {
        Set.copyOf(open.keySet()).stream().filter(n -> !needed.contains(n)).forEach(this::close);
    }

    @Override
    public void close() {
        closeAllBut(Set.of());
    }
}
