package io.imagesync.model;

import java.util.Locale;

/// The door to a node's container runtime, as RUNTIME_ACCESS names it.
public enum RuntimeAccess {
    /// CRI where its socket can be opened, else crictl.
    AUTO,
    /// The runtime's own socket, through the SSH connection.
    CRI,
    /// The command on the node.
    CRICTL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
