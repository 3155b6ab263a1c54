package io.imagesync.lab.embedded;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/// The runtime of one node as a gRPC server. It listens nowhere: connections are handed to it, and the first one starts
/// it.
final class CriServer implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("runtime").start(task);

    private final CriServices services;
    private final Handed handed = new Handed();
    private @Nullable Server server;
    private boolean closed;

    CriServer(CriServices services) {
        this.services = services;
    }

    /// Speaks on a connection until either side ends it.
    void serve(Socket connection) {
        if (start()) {
            handed.add(connection);
        }
    }

    /// @return whether it runs
    private synchronized boolean start() {
        if (server != null || closed) {
            return !closed;
        }
        OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .socketFactory(new HandedOnly(handed))
                .executor(THREADS)
                .transportExecutor(THREADS);
        services.all().forEach(builder::addService);
        try {
            server = builder.build().start();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Server started;
        synchronized (this) {
            closed = true;
            started = server;
        }
        if (started == null) {
            return;
        }
        started.shutdownNow();
        try {
            if (!started.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the runtime does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What a server socket accepts, without a port: the connections that are handed to it.
    private static final class Handed {
        private final BlockingQueue<Optional<Socket>> waiting = new LinkedBlockingQueue<>();

        void add(Socket socket) {
            waiting.add(Optional.of(socket));
        }

        void end() {
            waiting.add(Optional.empty());
        }

        Socket take() throws SocketException {
            try {
                return waiting.take().orElseThrow(() -> new SocketException("closed"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SocketException("interrupted");
            }
        }
    }

    private static final class HandedOnly extends ServerSocketFactory {
        private final Handed handed;

        HandedOnly(Handed handed) {
            this.handed = handed;
        }

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new Listener(handed);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return createServerSocket();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return createServerSocket();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return createServerSocket();
        }
    }

    private static final class Listener extends ServerSocket {
        private final Handed handed;

        Listener(Handed handed) throws IOException {
            this.handed = handed;
        }

        @Override
        public void bind(@Nullable SocketAddress endpoint) {}

        @Override
        public SocketAddress getLocalSocketAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }

        @Override
        public Socket accept() throws IOException {
            return handed.take();
        }

        @Override
        public void close() {
            handed.end();
        }
    }
}
