package io.imagesync.relay;

import io.imagesync.relay.Sending.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One who has connected to the registry: requests one after the other, each with its answer (RFC 9110, 9112).
final class Connection implements AutoCloseable {
    private static final String ROOT = "/v2/";
    private static final int TLS_HELLO = 0x16;
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    /// Bytes that are taken in, and not read, after our last answer.
    private static final int MAX_UNREAD = 1 << 20;

    private final RelayServer server;
    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(Request.MAX_HEAD);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("relay connection").unstarted(this::run);
    private volatile Until due;
    private volatile boolean stranger = true;
    private volatile @Nullable Sending sending;
    /// Whether the thread reads from a source, and may be interrupted. In anything else that would close a file.
    private boolean reading;

    Connection(RelayServer server, SocketChannel channel) {
        this.server = server;
        this.channel = channel;
        this.due = Until.in(server.bounds().stranger());
    }

    void start() {
        thread.start();
    }

    /// Whether it has not shown the password yet.
    boolean isStranger() {
        return stranger;
    }

    boolean isLate() {
        return due.passed();
    }

    private void run() {
        try (this) {
            while (next()) {
                due = stranger ? due : Until.in(server.bounds().idle());
            }
            sayGoodbye();
        } catch (IOException | InterruptedException e) {
            // It has gone, or we have closed it.
        }
    }

    /// What is closed before all of it was read may take our answer with it.
    private void sayGoodbye() throws IOException {
        due = Until.in(GOODBYE);
        channel.shutdownOutput();
        for (int read = 0, more = 0; more >= 0 && read < MAX_UNREAD; read += more) {
            more = channel.read(received.clear());
        }
    }

    /// @return whether another request may follow
    private boolean next() throws IOException, InterruptedException {
        int end;
        while ((end = headEnd()) < 0) {
            if (received.position() > 0 && received.get(0) == TLS_HELLO) {
                return refuse("HTTP/1.0 400 Bad Request\r\n\r\n");
            }
            if (!received.hasRemaining()) {
                return answer("431 Request Header Fields Too Large", "", true);
            }
            if (channel.read(received) < 0) {
                return false;
            }
        }
        byte[] head = new byte[end];
        received.flip().get(head).position(end + 4);
        received.compact();
        Optional<Request> request = Request.parse(head);
        return request.isPresent() ? answer(request.get()) : answer("400 Bad Request", "", true);
    }

    /// Where the empty line begins; less than 0 while it is not there.
    private int headEnd() {
        for (int i = 0; i + 4 <= received.position(); i++) {
            if (received.getInt(i) == 0x0d0a0d0a) {
                return i;
            }
        }
        return -1;
    }

    private boolean answer(Request request) throws IOException, InterruptedException {
        if (!request.isRead()) {
            return answer("405 Method Not Allowed", "Allow: GET, HEAD\r\n", true);
        }
        if (!server.letsIn(request)) {
            String challenge = "WWW-Authenticate: Basic realm=\"image-sync\"\r\n";
            return answer("401 Unauthorized", challenge, request.close());
        }
        stranger = false;
        if (request.path().equals(ROOT) || request.path().equals("/v2")) {
            return answer("200 OK", "", request.close());
        }
        Optional<Found> found = find(request.path());
        Sending now = sending;
        if (found.isEmpty() || now == null) {
            return answer("404 Not Found", "", true);
        }
        return new BlobAnswer(this, server, now, found.get(), request).send();
    }

    private Optional<Found> find(String path) {
        String start = ROOT + RelayServer.TOKEN;
        int slash = path.indexOf('/', start.length());
        if (!path.startsWith(start) || slash < 0) {
            return Optional.empty();
        }
        String token = path.substring(start.length(), slash);
        sending = server.sending(token).orElse(null);
        // One that ends from here on knows that we are at it.
        return server.sending(token).flatMap(some -> some.find(path.substring(slash + 1)));
    }

    /// Without a body.
    ///
    /// @return whether another request may follow
    boolean answer(String status, String headers, boolean close) throws IOException {
        write("HTTP/1.1 " + status + "\r\nDocker-Distribution-Api-Version: registry/2.0\r\n" + headers
                + "Content-Length: 0\r\n" + (close ? "Connection: close\r\n\r\n" : "\r\n"));
        return !close;
    }

    private boolean refuse(String answer) throws IOException {
        write(answer);
        return false;
    }

    void write(String text) throws IOException {
        write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// Waits for one who is slow, as long as may be.
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    WritableByteChannel channel() {
        return channel;
    }

    /// From now on it is closed when it comes no further by then.
    void due(Until until) {
        due = until;
    }

    /// @param so whether the thread reads from a source
    /// @throws IOException when the send is over
    synchronized void mayBeInterrupted(boolean so) throws IOException {
        reading = so;
        if (!so) {
            Thread.interrupted();
        } else if (!channel.isOpen()) {
            throw new IOException("the send is over");
        }
    }

    /// The send is over: nothing of it goes on.
    synchronized void end(Sending over) {
        if (over.equals(sending)) {
            close();
            if (reading) {
                thread.interrupt();
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
        server.gone(this);
    }
}
