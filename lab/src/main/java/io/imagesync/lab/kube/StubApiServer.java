package io.imagesync.lab.kube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// An API server at a port of 127.0.0.1. Whoever has the token of [#admin] may list all.
public final class StubApiServer implements AutoCloseable {
    private static final String ADMIN = "admin";

    private final Certificate certificate;
    private final Store objects = new Store();
    private final ApiFaults faults = new ApiFaults();
    private final Map<String, User> users = new ConcurrentHashMap<>(Map.of(ADMIN, User.whoMayListAll(ADMIN)));
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Answers answers = new Answers(objects);
    private @Nullable Listening listening;
    private int port;

    private StubApiServer(Certificate certificate) {
        this.certificate = certificate;
    }

    private record Listening(HttpsServer server, ExecutorService threads) {}

    public static StubApiServer start() throws IOException {
        StubApiServer server = new StubApiServer(Certificate.make());
        server.listen();
        return server;
    }

    /// Begins to listen, after [#stop] at the same port.
    public synchronized void listen() throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        faults.listen();
        port = server.getAddress().getPort();
        listening = new Listening(server, threads);
    }

    /// As if the server were gone; what it has stays.
    public synchronized void stop() {
        if (listening != null) {
            faults.release();
            listening.server().stop(0);
            listening.threads().shutdownNow();
            listening = null;
        }
    }

    public Store objects() {
        return objects;
    }

    public ApiFaults faults() {
        return faults;
    }

    /// Has it serve CronJobs as before Kubernetes 1.21, as `batch/v1beta1` alone.
    public void cronJobsAreBeta(boolean beta) {
        answers.cronJobsAreBeta(beta);
    }

    /// What was asked for, as `GET /api/v1/nodes?limit=500`.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /// @return for `kubectl`, with that user's token
    public Kubeconfig user(User user) throws IOException {
        users.put("token-of-" + user.name(), user);
        return admin().token("token-of-" + user.name());
    }

    public Kubeconfig admin() throws IOException {
        return new Kubeconfig("https://127.0.0.1:" + port, certificate.pem(), ADMIN);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Optional<ApiFault> fault = faults.of(exchange.getRequestURI().getPath());
            if (fault.isPresent()) {
                faults.play(fault.get(), exchange, () -> answer(exchange));
            } else {
                answer(exchange).send(exchange);
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            return answers.to(exchange, user(exchange));
        } catch (Refusal refusal) {
            return Answer.of(refusal);
        }
    }

    private User user(HttpExchange exchange) throws Refusal {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null) {
            return new User("system:anonymous", Set.of());
        }
        User user = users.get(authorization.replaceFirst("^Bearer ", ""));
        if (user == null) {
            throw Refusal.unauthorized();
        }
        return user;
    }

    @Override
    public void close() {
        stop();
    }
}
