package io.imagesync.node;

import io.imagesync.model.Failure;
import io.imagesync.model.Result;
import io.imagesync.ssh.RemoteHost;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.SocketFactory;

/// Makes sockets for gRPC that lead through SSH to a Unix socket of a node, whatever address they are asked for.
final class ForwardedSockets extends SocketFactory {
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(20);

    /// There is no way to the socket.
    static final class NotOpened extends IOException {
        private final transient Failure why;

        NotOpened(Failure why) {
            super(why.what());
            this.why = why;
        }

        Failure why() {
            return why;
        }
    }

    private final RemoteHost host;
    private final String path;
    private volatile boolean answered;

    ForwardedSockets(RemoteHost host, String path) {
        this.host = host;
        this.path = path;
    }

    private Socket open() throws IOException {
        answered = false;
        try {
            return switch (host.open(path, OPEN_LIMIT)) {
                case Result.Ok<SocketChannel>(var channel) -> new Forwarded(channel);
                case Result.Failed<SocketChannel>(var failure) -> throw new NotOpened(failure);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /// Whether anybody has answered on the last of them.
    boolean answered() {
        return answered;
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return open();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return open();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return open();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return open();
    }

    /// A socket that is only its two streams.
    private final class Forwarded extends Socket {
        private final SocketChannel channel;
        private final InputStream in;
        private volatile boolean closed;

        Forwarded(SocketChannel channel) throws IOException {
            super((SocketImpl) null);
            this.channel = channel;
            in = new FilterInputStream(Channels.newInputStream(channel)) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    answered |= count > 0;
                    return count;
                }
            };
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return Channels.newOutputStream(channel);
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
        public void close() throws IOException {
            closed = true;
            channel.close();
        }
    }
}
