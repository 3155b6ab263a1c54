package io.imagesync.ssh;

import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// Gives the SSH library a transport that is open already, and remembers how much was heard through it.
///
/// The library is given no socket, so that it sets no read timeouts: one that strikes within a packet would tear it.
final class OpenedProxy implements Proxy {
    private final Transport transport;
    private final Listening in;

    OpenedProxy(Transport transport) {
        this.transport = transport;
        in = new Listening(transport.in());
    }

    /// Bytes that came from the server so far.
    long heard() {
        return in.heard;
    }

    /// Whether the server has ended the connection.
    boolean ended() {
        return in.ended;
    }

    @Override
    public void connect(SocketFactory factory, String host, int port, int timeout) {}

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return transport.out();
    }

    @Override
    public @Nullable Socket getSocket() {
        return null;
    }

    @Override
    public void close() {
        transport.close();
    }

    private static final class Listening extends InputStream {
        private final InputStream in;
        private volatile long heard;
        private volatile boolean ended;

        Listening(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return counted(in.read(), 1);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            return counted(count, count);
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads
        private int counted(int result, int count) {
            if (result < 0) {
                ended = true;
            } else {
                heard += count;
            }
            return result;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
