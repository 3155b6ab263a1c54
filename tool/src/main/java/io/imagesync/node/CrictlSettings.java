package io.imagesync.node;

import java.util.List;

/// How crictl is called on the nodes.
///
/// @param command the words of CRICTL, each without blanks, commas and quotes
/// @param endpoint RUNTIME_ENDPOINT, or `-` to find it
/// @param sudo whether the helper runs inside `sudo -n`
public record CrictlSettings(List<String> command, String endpoint, boolean sudo) {
    public CrictlSettings {
        command = List.copyOf(command);
    }
}
