package io.imagesync.lab.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Listens at one address and forwards every connection to another. What a [Client] asks for is seen when it speaks
/// HTTP/1; anything else over TCP is forwarded as well.
public final class RegistryProxy implements AutoCloseable {
    private static final int BACKLOG = 512;
    private static final int SECONDS_TO_END = 10;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Map<InetAddress, Client> clients = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("proxy-", 0).factory());

    private RegistryProxy(ServerSocket server, InetSocketAddress target) {
        this.server = server;
        this.target = target;
    }

    /// @param listen with port 0, a free one is taken
    /// @throws IOException when nobody can listen there
    public static RegistryProxy start(InetSocketAddress listen, InetSocketAddress target) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(listen, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        RegistryProxy proxy = new RegistryProxy(server, target);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    /// Those who connect from there, now and later.
    public Client client(InetAddress address) {
        return clients.computeIfAbsent(address, _ -> new Client());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                relay(server.accept());
            } catch (IOException _) {
                // Closed, or gone before it was accepted: the condition above tells which.
            }
        }
    }

    private void relay(Socket socket) {
        Relay relay = new Relay(client(socket.getInetAddress()), socket);
        try {
            relay.start(target, threads);
        } catch (IOException | RejectedExecutionException _) {
            relay.cut(false);
        }
    }

    /// Ends every connection and every thread.
    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
        clients.values().forEach(client -> client.cut(false));
        try {
            if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                throw new IOException("threads of the proxy at " + address() + " do not end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
