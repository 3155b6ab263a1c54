package io.imagesync.node;

import io.imagesync.model.DiskUsage;
import java.util.List;
import java.util.Optional;

/// What the helper's verb `version` tells about a node.
///
/// @param architecture as the kernel says it
/// @param endpoint that the node is configured for in `/etc/crictl.yaml` or its environment, as it stands there
/// @param sockets of the known runtimes and of those that are configured, that exist
/// @param disks of the usual image folders that exist; none where the helper is of an earlier release
record NodeFacts(
        Optional<String> architecture, Optional<String> endpoint, List<Socket> sockets, List<DiskUsage> disks) {
    /// @param usable whether our user may connect to it
    record Socket(String path, boolean usable) {}

    NodeFacts {
        sockets = List.copyOf(sockets);
        disks = List.copyOf(disks);
    }

    Optional<Socket> socket(String path) {
        return sockets.stream().filter(s -> s.path().equals(path)).findFirst();
    }
}
