package io.imagesync.relay;

import io.imagesync.files.PrivateFolder;
import io.imagesync.relay.Relay.Offer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The registry that one node pulls from: it can be read only, with the password, and has what is being sent to that
/// node. Its threads are of the platform, since virtual ones that wait for sockets delay the JVM's end by 0.3 s.
final class RelayServer implements AutoCloseable {
    static final String USER = "image-sync";
    static final String TOKEN = "image-sync-";

    /// @param connections at once; one more takes the place of one that has not shown the password
    /// @param stranger for the first request with the password
    /// @param idle between requests
    /// @param stalled for one who takes nothing of what we send
    record Bounds(int connections, Duration stranger, Duration idle, Duration stalled) {
        static final Bounds USUAL =
                new Bounds(128, Duration.ofSeconds(20), Duration.ofSeconds(90), Duration.ofMinutes(2));
    }

    private final Path socket;
    private final Spool spool;
    private final Rate in;
    private final Rate out;
    private final Bounds bounds;
    private final String password;
    private final byte[] authorization;
    private final ServerSocketChannel listening;
    private final Selector selector;
    private final Map<String, Sending> sendings = new ConcurrentHashMap<>();
    private final Set<Connection> connections = new LinkedHashSet<>();

    private RelayServer(Path socket, Spool spool, Rate in, Rate out, Bounds bounds) throws IOException {
        this.socket = socket;
        this.spool = spool;
        this.in = in;
        this.out = out;
        this.bounds = bounds;
        this.password = PrivateFolder.random() + PrivateFolder.random();
        byte[] login = (USER + ":" + password).getBytes(StandardCharsets.US_ASCII);
        this.authorization = ("Basic " + Base64.getEncoder().encodeToString(login)).getBytes(StandardCharsets.US_ASCII);
        this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        this.selector = Selector.open();
    }

    /// @param socket to be made
    /// @param in for what no file has room for, as it comes from the source
    /// @param out for what goes to the node
    static RelayServer start(Path socket, Spool spool, Rate in, Rate out, Bounds bounds) throws IOException {
        RelayServer server = new RelayServer(socket, spool, in, out, bounds);
        try {
            server.listening.bind(UnixDomainSocketAddress.of(socket));
            server.listening.configureBlocking(false);
            server.listening.register(server.selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Thread.ofPlatform().daemon().name("relay server").start(server::run);
        return server;
    }

    Path socket() {
        return socket;
    }

    String password() {
        return password;
    }

    Spool spool() {
        return spool;
    }

    Rate in() {
        return in;
    }

    Rate out() {
        return out;
    }

    Bounds bounds() {
        return bounds;
    }

    /// From now on the node may pull this.
    Sending serve(Offer offer, Until until) throws IOException {
        Sending sending = new Sending(PrivateFolder.random(), offer, until);
        spool.need(offer.blobs().keySet());
        sendings.put(sending.token(), sending);
        return sending;
    }

    /// From now on it may not.
    void end(Sending sending) {
        if (sendings.remove(sending.token()) != null) {
            connections().forEach(connection -> connection.end(sending));
            spool.release(sending.offer().blobs().keySet());
        }
    }

    Optional<Sending> sending(String token) {
        return Optional.ofNullable(sendings.get(token));
    }

    /// In the same time, however much of it is right.
    boolean letsIn(Request request) {
        return MessageDigest.isEqual(authorization, request.authorization().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Takes in who connects, and lets go of who takes too long.
    private void run() {
        long pause = Math.min(500, bounds.stranger.toMillis() / 4 + 1);
        while (listening.isOpen()) {
            try {
                selector.select(_ -> accept(), pause);
                connections().stream().filter(Connection::isLate).forEach(Connection::close);
            } catch (IOException | ClosedSelectorException e) {
                close();
            }
        }
    }

    /// The kernel keeps those who cannot be taken in now.
    private void accept() {
        try {
            SocketChannel channel = listening.accept();
            if (channel != null) {
                take(new Connection(this, channel));
            }
        } catch (IOException e) {
            // It has gone already, or there are too many open files; the next look is soon.
        }
    }

    private void take(Connection connection) {
        synchronized (connections) {
            if (connections.size() >= bounds.connections && !makeRoom()) {
                connection.close();
                return;
            }
            connections.add(connection);
        }
        connection.start();
    }

    private boolean makeRoom() {
        Optional<Connection> stranger =
                connections.stream().filter(Connection::isStranger).findFirst();
        stranger.ifPresent(Connection::close);
        return stranger.isPresent();
    }

    /// How many are connected.
    int count() {
        return connections().size();
    }

    void gone(Connection connection) {
        synchronized (connections) {
            connections.remove(connection);
        }
    }

    private List<Connection> connections() {
        synchronized (connections) {
            return new ArrayList<>(connections);
        }
    }

    @Override
    public void close() {
        List.copyOf(sendings.values()).forEach(this::end);
        try (selector;
                listening) {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // It is in the private folder, which goes too.
        }
        connections().forEach(Connection::close);
    }
}
