package io.imagesync.lab.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A host whose port takes connections and never says a word: the kernel completes them, nobody accepts them.
public final class SilentHost implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket socket;

    private SilentHost(ServerSocket socket) {
        this.socket = socket;
    }

    /// @param port 0 for a free one
    public static SilentHost start(String address, int port) throws IOException {
        return new SilentHost(new ServerSocket(port, BACKLOG, InetAddress.getByName(address)));
    }

    public int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
