package io.imagesync.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What the configuration says about SSH. An empty value leaves it to the OpenSSH client configuration.
///
/// @param user SSH_USER; the user in a node's name wins over it
/// @param port SSH_PORT
/// @param identityFile SSH_IDENTITY_FILE
/// @param connectTimeout for name resolution, connecting, key exchange and authentication together; each hop of a
///     ProxyJump has as long for itself
/// @param connectTimeoutWins whether it was set (SSH_CONNECT_TIMEOUT), and so beats ConnectTimeout
/// @param further SSH_OPTIONS, checked: words for the command line, without `-F`
/// @param clientConfig what stands in place of the user's and the system's configuration, `none` for nothing
/// @param recordsHostKeys whether an unknown key that StrictHostKeyChecking accepts is written down
public record SshOptions(
        Optional<String> user,
        OptionalInt port,
        Optional<Path> identityFile,
        Duration connectTimeout,
        boolean connectTimeoutWins,
        List<String> further,
        Optional<Path> clientConfig,
        boolean recordsHostKeys) {
    public SshOptions {
        further = List.copyOf(further);
    }

    /// What stands before a host on the command line.
    public List<String> words(NodeName node) {
        List<String> words = new ArrayList<>();
        node.user().or(() -> user).ifPresent(name -> words.addAll(List.of("-l", name)));
        port.ifPresent(number -> words.addAll(List.of("-p", Integer.toString(number))));
        identityFile.ifPresent(file -> words.addAll(List.of("-i", file.toString())));
        words.addAll(further);
        return words;
    }

    /// The same for a human, with the configuration in place of the user's.
    public List<String> allWords(NodeName node) {
        List<String> words = words(node);
        clientConfig.ifPresent(file -> words.addAll(0, List.of("-F", file.toString())));
        return words;
    }

    /// For commands that change nothing on this host either.
    public SshOptions withoutRecording() {
        return new SshOptions(
                user, port, identityFile, connectTimeout, connectTimeoutWins, further, clientConfig, false);
    }
}
