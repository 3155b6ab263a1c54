package io.imagesync.lab.kube;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What goes wrong, by the path that is asked for.
public final class ApiFaults {
    private static final long BLANK_EVERY_MILLIS = 200;
    private static final int BLOCK = 1 << 16;

    private final Map<String, ApiFault> always = new ConcurrentHashMap<>();
    private final Map<String, ApiFault> once = new ConcurrentHashMap<>();
    private volatile CountDownLatch stopped = new CountDownLatch(1);

    ApiFaults() {}

    @FunctionalInterface
    interface Proper {
        Answer answer() throws IOException;
    }

    /// @param path such as `/api/v1/nodes`, or one that begins all that are meant and ends with `/`
    public void always(String path, ApiFault fault) {
        always.put(path, fault);
    }

    /// For the next request alone.
    public void once(String path, ApiFault fault) {
        once.put(path, fault);
    }

    public void none() {
        always.clear();
        once.clear();
    }

    void listen() {
        stopped = new CountDownLatch(1);
    }

    /// Ends what is held up.
    void release() {
        stopped.countDown();
    }

    Optional<ApiFault> of(String path) {
        Optional<ApiFault> next = Optional.ofNullable(once.remove(path));
        return next.or(() -> always.entrySet().stream()
                .filter(entry -> isMeant(entry.getKey(), path))
                .map(Map.Entry::getValue)
                .findFirst());
    }

    private static boolean isMeant(String key, String path) {
        return key.endsWith("/") ? path.startsWith(key) : path.equals(key);
    }

    void play(ApiFault fault, HttpExchange exchange, Proper proper) throws IOException {
        switch (fault) {
            case ApiFault.Silent() -> wait(stopped);
            case ApiFault.Trickle() -> trickle(exchange);
            case ApiFault.Held(CountDownLatch gate) -> {
                wait(gate);
                proper.answer().send(exchange);
            }
            case ApiFault.Says(String text) -> Answer.text(200, text).send(exchange);
            case ApiFault.Cut(int bytes) -> cut(exchange, proper.answer(), bytes);
            case ApiFault.Huge(long bytes) -> huge(exchange, bytes);
            case ApiFault.Fails(int code, String reason, String message) ->
                Answer.of(new Refusal(code, reason, message)).send(exchange);
            case ApiFault.Redirects(String url) -> {
                exchange.getResponseHeaders().set("Location", url);
                exchange.sendResponseHeaders(302, -1);
            }
        }
    }

    private static void wait(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (!stopped.await(BLANK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                out.write(' ');
                out.flush();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void cut(HttpExchange exchange, Answer whole, int length) throws IOException {
        byte[] bytes = whole.bytes();
        exchange.sendResponseHeaders(whole.code(), bytes.length);
        exchange.getResponseBody().write(bytes, 0, Math.min(length, bytes.length - 1));
        exchange.getResponseBody().flush();
    }

    private static void huge(HttpExchange exchange, long length) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) 'x');
        try (OutputStream out = exchange.getResponseBody()) {
            out.write("{\"kind\":\"".getBytes(StandardCharsets.UTF_8));
            for (long sent = 0; sent < length; sent += BLOCK) {
                out.write(block);
            }
            out.write("\",\"items\":[]}".getBytes(StandardCharsets.UTF_8));
        }
    }
}
