package io.imagesync.ssh;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/// A connection to a Unix socket on a remote host. It ends with the SSH connection that carries it.
public final class RemoteSocket implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;
    private volatile boolean answered;

    /// @param channel to the end on this host
    public RemoteSocket(SocketChannel channel) {
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

    /// What comes from there; its end is the end of the connection.
    public InputStream in() {
        return in;
    }

    public OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /// Whether bytes have been read. Where the server does not open the socket, for whatever reason, none ever are.
    public boolean answered() {
        return answered;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }
}
