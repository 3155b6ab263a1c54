package io.imagesync.lab.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.imagesync.model.Descriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A registry at a port of this machine that has one image, for the user `u` with the password `p`.
final class LoopbackRegistry implements AutoCloseable {
    private static final String BASIC = "Basic dTpw";
    private static final String PREFIX = "/v2/repo/";

    private final HttpServer server;
    private final RegistryImage image;
    /// Statuses and bytes to answer with instead, by path within the repository.
    final Map<String, Integer> refused = new ConcurrentHashMap<>();
    final Map<String, Content> replaced = new ConcurrentHashMap<>();
    /// Connections end after so many bytes of a blob.
    volatile long cutAfter = Long.MAX_VALUE;
    final List<String> asked = new CopyOnWriteArrayList<>();

    LoopbackRegistry(RegistryImage image) throws IOException {
        this.image = image;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", this::answer);
        server.start();
    }

    String reference() {
        return "127.0.0.1:" + server.getAddress().getPort() + "/repo:1";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().replace(PREFIX, "");
            asked.add(exchange.getRequestMethod() + " " + path);
            if (!BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (refused.containsKey(path)) {
                exchange.sendResponseHeaders(refused.get(path), -1);
            } else {
                send(exchange, path);
            }
        }
    }

    private void send(HttpExchange exchange, String path) throws IOException {
        Descriptor root = image.root();
        String digest = path.equals("manifests/1") ? root.digest() : path.substring(path.indexOf('/') + 1);
        Content content = Objects.requireNonNull(
                replaced.containsKey(path) ? replaced.get(path) : image.blobs().get(digest));
        exchange.getResponseHeaders().add("Docker-Content-Digest", digest);
        exchange.getResponseHeaders().add("Content-Type", root.mediaType());
        String range = exchange.getRequestHeaders().getFirst("Range");
        long offset = range == null ? 0 : Long.parseLong(range.replaceAll("\\D", ""));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", "" + content.size());
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, content.size() - offset);
        OutputStream out = exchange.getResponseBody();
        long end = path.startsWith("blobs/") ? Math.min(content.size() - offset, cutAfter) + offset : content.size();
        while (offset < end) {
            byte[] part =
                    content.part(offset, (int) Math.min(1 << 20, end - offset)).toByteArray();
            out.write(part);
            offset += part.length;
        }
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
