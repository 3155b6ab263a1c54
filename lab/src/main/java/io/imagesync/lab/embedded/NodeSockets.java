package io.imagesync.lab.embedded;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The runtime sockets of one node: what the helper tells of them, and what is behind them.
final class NodeSockets {
    /// Where the helper looks by itself.
    private static final List<String> KNOWN = List.of(
            RuntimeSocket.CONTAINERD.path(),
            RuntimeSocket.CRIO.path(),
            RuntimeSocket.K3S.path(),
            "/run/cri-dockerd.sock");

    private static final String UNIX = "unix://";
    private static final String GARBAGE = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

    private final NodeSettings settings;
    private final CriServer server;

    NodeSockets(NodeSettings settings, CriServer server) {
        this.settings = settings;
        this.server = server;
    }

    /// The helper's lines about them.
    ///
    /// @param asked the helper's ENDPOINT
    String lines(String asked) {
        Stream<String> paths = Stream.concat(
                KNOWN.stream(),
                Stream.concat(settings.endpoint().stream(), Stream.of(asked).filter(a -> !a.equals("-"))));
        String sockets = paths.map(NodeSockets::path)
                .flatMap(path -> at(path).stream())
                .map(socket -> "socket " + (socket.usable() ? "yes " : "no ") + socket.path() + "\n")
                .collect(Collectors.joining());
        return settings.endpoint()
                        .map(endpoint -> "endpoint " + endpoint + "\n")
                        .orElse("")
                + sockets;
    }

    /// Those that answer, when there are several and nothing says which one crictl is to use.
    ///
    /// @param asked the helper's ENDPOINT
    Optional<String> ambiguous(String asked) {
        if (!asked.equals("-") || settings.endpoint().isPresent()) {
            return Optional.empty();
        }
        List<String> answering = KNOWN.stream()
                .filter(path -> at(path).filter(s -> s.speaks() == RuntimeSocket.Speaks.CRI)
                        .isPresent())
                .toList();
        return answering.size() > 1 ? Optional.of(String.join(" ", answering)) : Optional.empty();
    }

    private static String path(String endpoint) {
        return endpoint.startsWith(UNIX) ? endpoint.substring(UNIX.length()) : endpoint;
    }

    private Optional<RuntimeSocket> at(String path) {
        return settings.runtimeSockets().stream()
                .filter(socket -> socket.path().equals(path))
                .findFirst();
    }

    /// What takes connections to that path; nothing when sshd opens none.
    Optional<Consumer<Socket>> behind(String path) {
        return settings.forwards()
                ? at(path).filter(RuntimeSocket::usable).flatMap(socket -> listener(socket.speaks()))
                : Optional.empty();
    }

    private Optional<Consumer<Socket>> listener(RuntimeSocket.Speaks speaks) {
        return switch (speaks) {
            case CRI -> Optional.of(server::serve);
            case NOTHING -> Optional.of(socket -> {});
            case GARBAGE -> Optional.of(socket -> Thread.ofVirtual().start(() -> sayGarbage(socket)));
            case NOBODY -> Optional.empty();
        };
    }

    private static void sayGarbage(Socket socket) {
        try (socket) {
            socket.getOutputStream().write(GARBAGE.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Whoever is gone has no use for it.
        }
    }
}
