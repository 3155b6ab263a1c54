package io.imagesync.lab.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One connection: two sockets and three threads. What the client says is read ahead, so that a client that gives up
/// is noticed also while nothing is forwarded.
final class Relay {
    private static final int PIECE = 16 * 1024;
    private static final int PIECES_AHEAD = 64;
    private static final int CONNECT_MILLIS = 10_000;
    private static final byte[] END = {};

    private final Client client;
    private final Socket near;
    private final Socket far = new Socket();
    private final BlockingQueue<byte[]> ahead = new ArrayBlockingQueue<>(PIECES_AHEAD);
    private final AtomicInteger directions = new AtomicInteger(2);
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<@Nullable TreatedAnswer> treated = new AtomicReference<>();

    /// @param near the client's socket
    Relay(Client client, Socket near) {
        this.client = client;
        this.near = near;
    }

    void start(InetSocketAddress target, Executor threads) throws IOException {
        near.setTcpNoDelay(true);
        client.opened(this);
        threads.execute(() -> run(this::readAhead));
        threads.execute(() -> run(() -> connect(target, threads)));
    }

    private interface Part {
        void run() throws IOException, InterruptedException;
    }

    /// What breaks one part of a connection breaks it off: the other side sees a reset, as if there were no proxy.
    private void run(Part part) {
        try {
            part.run();
        } catch (IOException | InterruptedException | RejectedExecutionException _) {
            cut(true);
        }
    }

    private void readAhead() throws IOException, InterruptedException {
        InputStream in = near.getInputStream();
        byte[] piece = new byte[PIECE];
        for (int size = in.read(piece); size > 0; size = in.read(piece)) {
            ahead.put(Arrays.copyOf(piece, size));
        }
        if (client.isHeld()) {
            // It has given up.
            cut(false);
        }
        ahead.put(END);
    }

    private void connect(InetSocketAddress target, Executor threads) throws IOException, InterruptedException {
        client.awaitRelease(this);
        far.connect(target, CONNECT_MILLIS);
        far.setTcpNoDelay(true);
        ensureOpen();
        threads.execute(() -> run(this::down));
        up();
    }

    private void up() throws IOException, InterruptedException {
        OutputStream out = far.getOutputStream();
        RequestLines requests = new RequestLines();
        boolean first = true;
        for (byte[] piece = ahead.take(); piece.length > 0; piece = ahead.take()) {
            List<String> lines = requests.in(piece);
            client.asked(lines);
            client.awaitTurn(this, first && lines.isEmpty() ? List.of("") : lines);
            first = false;
            Optional<Treatment> treatment = lines.isEmpty() ? Optional.empty() : client.treatment(lines.getLast());
            if (treatment.orElse(null) instanceof Treatment.Answered(int status)) {
                answer(status);
                return;
            }
            if (!lines.isEmpty()) {
                treated.set(treatment.map(TreatedAnswer::new).orElse(null));
            }
            client.sentUp(piece.length);
            out.write(piece);
        }
        ensureOpen();
        far.shutdownOutput();
        ended();
    }

    /// Says that the connection is over after it, since it is.
    private void answer(int status) throws IOException {
        String body = "{\"errors\":[{\"code\":\"LAB\",\"message\":\"made by the lab\"}]}";
        String text =
                "HTTP/1.1 " + status + " " + phrase(status) + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        near.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        near.shutdownOutput();
        cut(false);
    }

    /// As RFC 9110 and 6585 have it.
    private static String phrase(int status) {
        return switch (status) {
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            default -> "Made By The Lab";
        };
    }

    boolean isTreated() {
        return treated.get() != null;
    }

    void treatNoMore() {
        treated.set(null);
    }

    private void down() throws IOException, InterruptedException {
        InputStream in = far.getInputStream();
        OutputStream out = near.getOutputStream();
        byte[] read = new byte[PIECE];
        long carried = 0;
        for (int size = in.read(read); size > 0; size = in.read(read)) {
            int piece;
            for (int at = 0; at < size; at += piece) {
                TreatedAnswer answer = treated.get();
                piece = Math.min(size - at, client.piece(answer == null ? PIECE : answer.piece(PIECE)));
                if (answer != null) {
                    answer.prepare(read, at, piece, client, this);
                }
                client.awaitTurn(this, piece);
                carried += piece;
                boolean cut = answer != null && answer.isCutAfter(piece);
                boolean last = client.sentDown(piece, carried) || cut;
                out.write(read, at, piece);
                if (last) {
                    cut(true);
                    return;
                }
            }
        }
        client.awaitRelease(this);
        near.shutdownOutput();
        ended();
    }

    private void ended() {
        if (directions.decrementAndGet() == 0) {
            cut(false);
        }
    }

    void ensureOpen() throws IOException {
        if (over.get()) {
            throw new IOException("the connection is over");
        }
    }

    /// Ends it in both directions; can be repeated.
    ///
    /// @param reset whether the client sees a reset instead of an end
    void cut(boolean reset) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        try (far;
                near) {
            near.setSoLinger(reset, 0);
        } catch (IOException _) {
            // It is closed all the same.
        }
        ahead.clear();
        ahead.offer(END);
        client.closed(this);
    }
}
