package io.imagesync.node;

import java.util.List;
import java.util.Optional;

/// How the runtimes of the nodes are spoken to.
///
/// @param access RUNTIME_ACCESS
/// @param crictl the words of CRICTL, each without blanks, commas and quotes
/// @param socket RUNTIME_ENDPOINT: the path of the CRI socket; empty to find it
/// @param sudo whether the helper runs inside `sudo -n`
public record RuntimeSettings(Access access, List<String> crictl, Optional<String> socket, boolean sudo) {
    public enum Access {
        CRI,
        CRICTL,
        /// CRI where its socket can be opened, else crictl.
        AUTO
    }

    public RuntimeSettings {
        crictl = List.copyOf(crictl);
    }

    RuntimeSettings withoutSudo() {
        return new RuntimeSettings(access, crictl, socket, false);
    }
}
