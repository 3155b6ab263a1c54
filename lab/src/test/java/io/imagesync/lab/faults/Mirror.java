package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A mirror that the node asks first for every registry that its configuration does not name (`_default/hosts.toml`),
/// so
/// also for the one that a relay comes from.
final class Mirror implements AutoCloseable {
    private static final String FOLDER = "/etc/containerd/certs.d/_default";

    private final HttpServer server;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> credentials = new CopyOnWriteArrayList<>();

    /// What it does with what it is asked.
    interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private Mirror(HttpServer server, Answering answering) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            credentials.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            answering.answer(exchange);
        });
    }

    /// Until the run is over.
    static Mirror of(RealStage stage, Answering answering) throws IOException {
        String gateway = stage.lab().real("address", "registry").strip().split(":", 2)[0];
        Mirror mirror =
                new Mirror(HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(gateway), 0), 0), answering);
        mirror.server.start();
        stage.afterwards(mirror::close);
        stage.on(
                "mkdir %s && printf '[host.\"http://%s:%d\"]\\n  capabilities = [\"pull\", \"resolve\"]\\n' >%s/hosts.toml"
                        .formatted(FOLDER, gateway, mirror.server.getAddress().getPort(), FOLDER),
                "rm -r " + FOLDER);
        return mirror;
    }

    void wasAskedWithoutACredential() {
        assertThat(requests).anyMatch(request -> request.contains("/image-sync-"));
        assertThat(credentials).isEmpty();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
