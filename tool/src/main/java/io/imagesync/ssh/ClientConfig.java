package io.imagesync.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What OpenSSH would use for one host.
///
/// @param query the host as it was asked for
/// @param host name or address to connect to
record ClientConfig(
        HostQuery query,
        String host,
        int port,
        String user,
        Login login,
        HostKeys hostKeys,
        Algorithms algorithms,
        KeepAlive keepAlive,
        Route route) {
    /// @param identityFiles in the order of preference, without tokens; they need not exist
    /// @param agent socket of the agent; empty when there is none or it must not be used
    record Login(
            List<Path> identityFiles,
            List<Path> certificateFiles,
            boolean identitiesOnly,
            Optional<Path> agent,
            int requiredRsaSize) {}

    /// @param alias stands for host and port in the known_hosts files
    /// @param hash whether names are hashed when a key is recorded
    record HostKeys(
            Optional<String> alias, Strictness strictness, List<Path> userFiles, List<Path> globalFiles, boolean hash) {
        enum Strictness {
            REFUSE_UNKNOWN,
            RECORD_UNKNOWN,
            ACCEPT_UNKNOWN
        }
    }

    /// @param count of unanswered questions, after which the link counts as cut
    record KeepAlive(Duration interval, int count) {}

    /// How the bytes get there.
    sealed interface Route {
        /// @param bindAddress the local address to connect from
        record Direct(AddressFamily family, Optional<String> bindAddress) implements Route {}

        record Jump(ClientConfig via) implements Route {}

        /// @param command for the user's shell, without tokens
        record Command(String command) implements Route {}
    }

    ClientConfig via(ClientConfig jump) {
        return new ClientConfig(query, host, port, user, login, hostKeys, algorithms, keepAlive, new Route.Jump(jump));
    }

    /// For messages.
    String address() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return shown + ":" + port;
    }
}
