package io.imagesync.node;

import io.imagesync.model.Result;
import io.imagesync.ssh.RemoteHost;
import io.imagesync.ssh.RemoteSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketImpl;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// Makes sockets for gRPC that lead through SSH to a Unix socket of a node, whatever address they are asked for.
final class ForwardedSockets extends SocketFactory {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(20);

    private final RemoteHost host;
    private final String path;
    private volatile @Nullable RemoteSocket last;

    ForwardedSockets(RemoteHost host, String path) {
        this.host = host;
        this.path = path;
    }

    private RemoteSocket open() throws IOException {
        try {
            return switch (host.open(path, OPEN_LIMIT)) {
                case Result.Ok<RemoteSocket>(var socket) -> {
                    last = socket;
                    yield socket;
                }
                case Result.Failed<RemoteSocket>(var failure) -> throw new IOException(failure.what());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /// Whether anybody has answered on the last of them.
    boolean answered() {
        RemoteSocket socket = last;
        return socket != null && socket.answered();
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return new Forwarded(open());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new Forwarded(open());
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return new Forwarded(open());
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return new Forwarded(open());
    }

    /// A socket that is only its two streams.
    private static final class Forwarded extends Socket {
        private final RemoteSocket socket;
        private volatile boolean closed;

        Forwarded(RemoteSocket socket) throws IOException {
            super((SocketImpl) null);
            this.socket = socket;
        }

        @Override
        public InputStream getInputStream() {
            return socket.in();
        }

        @Override
        public OutputStream getOutputStream() {
            return socket.out();
        }

        /// There is no packet of its own to be delayed.
        @Override
        public void setTcpNoDelay(boolean on) {}

        /// Deadlines are those of the calls.
        @Override
        public void setSoTimeout(int timeout) {}

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void close() {
            closed = true;
            socket.close();
        }
    }
}
