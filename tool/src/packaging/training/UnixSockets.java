import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import javax.net.ServerSocketFactory;

/// Connections to a Unix socket for gRPC, which takes them from a [ServerSocket]: the JDK has none of that kind.
final class UnixSockets extends ServerSocketFactory {
    private static final SocketAddress NOWHERE = new InetSocketAddress(0);

    private final ServerSocketChannel channel;

    UnixSockets(ServerSocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new ServerSocket() {
            @Override
            public void bind(SocketAddress address) {}

            @Override
            public SocketAddress getLocalSocketAddress() {
                return NOWHERE;
            }

            @Override
            public Socket accept() throws IOException {
                return new Connection(channel.accept());
            }
        };
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

    private static final class Connection extends Socket {
        private final SocketChannel channel;

        Connection(SocketChannel channel) throws IOException {
            super((SocketImpl) null);
            this.channel = channel;
        }

        @Override
        public InputStream getInputStream() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream getOutputStream() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return NOWHERE;
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
