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
    private volatile Runnable closed = () -> {};

    OpenedProxy(Transport transport) {
        this.transport = transport;
        in = new Listening(transport.in());
    }

    /// @param run when this is closed, by whichever side
    void onClose(Runnable run) {
        closed = run;
    }

    /// Bytes that came from the server so far.
    long heard() {
        return in.heard;
    }

    /// Whether nothing more can come, because the server or the way has ended.
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
        closed.run();
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
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = -1;
            try {
                count = in.read(bytes, offset, length);
                return count;
            } finally {
                ended |= count < 0;
                heard += Math.max(0, count);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
