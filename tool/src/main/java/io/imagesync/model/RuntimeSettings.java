package io.imagesync.model;

import java.util.List;
import java.util.Optional;

/// How the runtimes of the nodes are spoken to.
///
/// @param access RUNTIME_ACCESS
/// @param crictl the words of CRICTL, each without blanks, commas and quotes
/// @param socket RUNTIME_ENDPOINT: the path of the CRI socket; empty to find it
/// @param sudo whether the helper runs inside `sudo -n`
public record RuntimeSettings(RuntimeAccess access, List<String> crictl, Optional<String> socket, boolean sudo) {
    public RuntimeSettings {
        crictl = List.copyOf(crictl);
    }

    public RuntimeSettings withoutSudo() {
        return new RuntimeSettings(access, crictl, socket, false);
    }
}
