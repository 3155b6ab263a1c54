package io.imagesync.lab.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.ChannelOutputStream;
import org.apache.sshd.common.channel.ChannelPipedInputStream;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/// A connection to a Unix socket of the node through SSH (OpenSSH's PROTOCOL, section 2.4). What is behind the socket
/// gets the channel as a [Socket]; when either side ends, so does the other.
final class StreamLocalChannel extends AbstractServerChannel {
    private static final String TYPE = "direct-streamlocal@openssh.com";

    private final NodeSockets sockets;
    private final EventLog events;
    private @Nullable Piped piped;
    private Consumer<Socket> behind = socket -> {};
    private final AtomicBoolean spoken = new AtomicBoolean();

    private StreamLocalChannel(NodeSockets sockets, EventLog events) {
        super((CloseableExecutorService) null);
        this.sockets = sockets;
        this.events = events;
    }

    /// Makes such channels.
    static ChannelFactory to(NodeSockets sockets, EventLog events) {
        return new ChannelFactory() {
            @Override
            public String getName() {
                return TYPE;
            }

            @Override
            public Channel createChannel(Session session) {
                return new StreamLocalChannel(sockets, events);
            }
        };
    }

    /// Whom a call came from: the channel that carries it.
    static final class Peer extends SocketAddress {
        private final transient StreamLocalChannel channel;

        Peer(StreamLocalChannel channel) {
            this.channel = channel;
        }

        /// Ends the SSH connection at once.
        void drop() {
            channel.getSession().close(true);
        }

        @Override
        public String toString() {
            return channel.toString();
        }
    }

    @Override
    protected OpenFuture doInit(Buffer buffer) {
        String path = buffer.getString();
        buffer.getString(); // reserved
        buffer.getUInt(); // reserved
        Optional<Consumer<Socket>> found = sockets.behind(path);
        if (found.isEmpty()) {
            return refused();
        }
        behind = found.get();
        try {
            piped = new Piped();
        } catch (SocketException e) {
            throw new AssertionError("it opens nothing", e);
        }
        events.add(new NodeEvent.SocketOpened(path));
        return super.doInit(buffer);
    }

    private OpenFuture refused() {
        OpenFuture refused = new DefaultOpenFuture(this, this);
        Exception why =
                new SshChannelOpenException(getChannelId(), SshConstants.SSH_OPEN_CONNECT_FAILED, "open failed");
        signalChannelOpenFailure(why);
        refused.setException(why);
        return refused;
    }

    /// Nobody is connected before the client has spoken, so that no answer overtakes the word that the channel is open.
    @Override
    protected void doWriteData(byte[] data, int offset, long length) {
        Piped pipe = piped;
        if (pipe == null) {
            return;
        }
        try {
            pipe.in.receive(data, offset, (int) length);
        } catch (IOException e) {
            // What is behind the socket has hung up.
        }
        if (!spoken.getAndSet(true)) {
            behind.accept(pipe);
        }
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) {
        throw new UnsupportedOperationException("a socket has no stderr");
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        if (piped != null) {
            piped.in.eof();
        }
    }

    @Override
    protected void preClose() {
        if (piped != null) {
            piped.hangUp();
        }
        super.preClose();
    }

    /// The channel, as whoever is behind the socket sees it.
    private final class Piped extends Socket {
        private final ChannelPipedInputStream in = new ChannelPipedInputStream(getLocalWindow(), 0L);
        private final ChannelOutputStream out =
                new ChannelOutputStream(
                        StreamLocalChannel.this, getRemoteWindow(), log, SshConstants.SSH_MSG_CHANNEL_DATA, true) {
                    @Override
                    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
                        super.write(bytes, offset, length);
                        flush();
                    }
                };
        private final AtomicBoolean closed = new AtomicBoolean();

        Piped() throws SocketException {
            super((SocketImpl) null);
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return out;
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setSoTimeout(int timeout) {}

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return new Peer(StreamLocalChannel.this);
        }

        @Override
        public SocketAddress getLocalSocketAddress() {
            return getRemoteSocketAddress();
        }

        @Override
        public boolean isClosed() {
            return closed.get();
        }

        /// Sends what is written and the end of it, on another thread: the client may be slow to take it.
        @Override
        public void close() {
            if (!closed.getAndSet(true)) {
                Thread.ofVirtual().name("socket closing").start(() -> {
                    try {
                        out.close();
                    } catch (IOException e) {
                        // The channel is gone already.
                    } finally {
                        StreamLocalChannel.this.close(false);
                    }
                });
            }
        }

        /// What reads finds the end.
        void hangUp() {
            closed.set(true);
            in.eof();
        }
    }
}
