package io.imagesync.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where images may be pinned because PIN named them, as this host remembers it: nowhere else such pins can end.
public interface PinMemory {
    /// @param images of each id the nodes, by [NodeName#host] in small letters
    /// @param unsure nodes where there may be more than these
    record Pinned(Map<String, Set<String>> images, Set<String> unsure) {
        public static final Pinned NONE = new Pinned(Map.of(), Set.of());

        public boolean isEmpty() {
            return images.isEmpty() && unsure.isEmpty();
        }
    }

    /// Nothing when what earlier runs wrote cannot be used, which was said then: all nodes are to be asked.
    Optional<Pinned> read();

    /// It is on disk when this returns, or it was said why not.
    void write(Pinned pinned);
}
