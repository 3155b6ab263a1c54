package io.imagesync.model;

import java.util.List;

/// What runs pods in the Kubernetes cluster, or a pod that nothing else runs.
///
/// @param kind `Deployment`, `Pod`, ...
/// @param images of its containers, init containers and image volumes, each once
/// @param where its pods may run
public record Workload(String kind, String namespace, String name, List<ImageRef> images, NodeTerms where) {
    public Workload {
        images = List.copyOf(images);
    }

    /// `NAMESPACE/NAME`.
    public String label() {
        return namespace + "/" + name;
    }
}
