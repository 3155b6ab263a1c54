package io.imagesync.node;

import io.imagesync.model.DiskUsage;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the helper's verb `version` tells about a node.
///
/// @param architecture as the kernel says it
/// @param endpoint that the node is configured for in `/etc/crictl.yaml` or its environment, as it stands there
/// @param sockets of the known runtimes and of those that are configured, that exist
/// @param disks of the usual image folders that exist; none where the helper is of an earlier release
record NodeFacts(
        Optional<String> architecture, Optional<String> endpoint, List<Socket> sockets, List<DiskUsage> disks) {
    private static final Pattern ENDPOINT = Pattern.compile("endpoint ([A-Za-z0-9_./:@+-]{1,300})");
    private static final Pattern SOCKET = Pattern.compile("socket (yes|no) (/[A-Za-z0-9_./:@+-]{1,300})");

    /// @param usable whether our user may connect to it
    record Socket(String path, boolean usable) {}

    static NodeFacts of(Answer answer) {
        List<Socket> sockets = answer.all(SOCKET).stream()
                .map(socket -> new Socket(socket.group(2), socket.group(1).equals("yes")))
                .toList();
        return new NodeFacts(answer.architecture(), answer.first(ENDPOINT), sockets, answer.disks());
    }
}
