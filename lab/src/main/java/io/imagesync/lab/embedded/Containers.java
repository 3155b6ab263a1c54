package io.imagesync.lab.embedded;

import java.util.List;

/// The containers of one node, and of what its runtime makes the sandboxes of pods. Safe for use by several threads.
final class Containers {
    private volatile List<StoredContainer> all = List.of();
    private volatile String sandboxImage = "registry.k8s.io/pause:3.8";

    List<StoredContainer> all() {
        return all;
    }

    void all(List<StoredContainer> containers) {
        all = List.copyOf(containers);
    }

    String sandboxImage() {
        return sandboxImage;
    }

    void sandboxImage(String reference) {
        sandboxImage = reference;
    }
}
