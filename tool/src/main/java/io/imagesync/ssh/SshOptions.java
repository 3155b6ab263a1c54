package io.imagesync.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What the configuration says about SSH. An empty value leaves it to the OpenSSH client configuration.
///
/// @param user SSH_USER; the user in a node's name wins over it
/// @param port SSH_PORT
/// @param identityFile SSH_IDENTITY_FILE
/// @param connectTimeout SSH_CONNECT_TIMEOUT: name resolution, connecting, key exchange and authentication together;
///     each hop of a ProxyJump has as long for itself
/// @param recordsHostKeys whether an unknown key that `StrictHostKeyChecking accept-new` accepts is written down
public record SshOptions(
        Optional<String> user,
        OptionalInt port,
        Optional<Path> identityFile,
        Duration connectTimeout,
        boolean recordsHostKeys) {
    public SshOptions(Optional<String> user, OptionalInt port, Optional<Path> identityFile, Duration connectTimeout) {
        this(user, port, identityFile, connectTimeout, true);
    }

    /// For commands that change nothing on this host either.
    public SshOptions withoutRecording() {
        return new SshOptions(user, port, identityFile, connectTimeout, false);
    }

    public SshOptions {
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connect timeout " + connectTimeout);
        }
    }
}
