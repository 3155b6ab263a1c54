package io.imagesync.ssh;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a control master for forwardings, as `ssh -O forward` does, without a process for it. The protocol is that of
/// OpenSSH's PROTOCOL.mux, version 4: each message has its length before it, then its kind and its fields.
final class ControlSocket {
    private static final int HELLO = 1;
    private static final int VERSION = 4;
    private static final int OPEN_FORWARD = 0x10000006;
    private static final int REQUEST = 1;
    private static final int LOCAL = 1;
    /// In place of a port: the name beside it is the path of a Unix socket.
    private static final int STREAMLOCAL = -2;
    private static final int OK = 0x80000001;
    private static final int MAX_MESSAGE = 4096;

    private final Path path;
    private final Map<String, UnixDomainSocketAddress> forwarded = new HashMap<>();
    private int asked;

    ControlSocket(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /// Connects to a socket of the remote host; the master is asked only once to lead there. On a thread of its own,
    /// since the JVM's way to have virtual threads wait for sockets delays its end by 0.3 s.
    SocketChannel open(String remote, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        FutureTask<SocketChannel> opening = new FutureTask<>(() -> open(remote));
        Thread.ofPlatform().daemon().name("ssh control").start(opening);
        try {
            return opening.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } finally {
            opening.cancel(true);
        }
    }

    private synchronized SocketChannel open(String remote) throws IOException {
        UnixDomainSocketAddress there = forwarded.get(remote);
        if (there == null) {
            there = UnixDomainSocketAddress.of(path + "." + asked++);
            forward(there, remote);
            forwarded.put(remote, there);
        }
        return SocketChannel.open(there);
    }

    private void forward(UnixDomainSocketAddress local, String remote) throws IOException {
        byte[] from = local.toString().getBytes(StandardCharsets.UTF_8);
        byte[] to = remote.getBytes(StandardCharsets.UTF_8);
        ByteBuffer request = ByteBuffer.allocate(MAX_MESSAGE);
        request.putInt(2 * Integer.BYTES).putInt(HELLO).putInt(VERSION);
        request.putInt(7 * Integer.BYTES + from.length + to.length);
        request.putInt(OPEN_FORWARD).putInt(REQUEST).putInt(LOCAL);
        request.putInt(from.length).put(from).putInt(STREAMLOCAL);
        request.putInt(to.length).put(to).putInt(STREAMLOCAL);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Channels.newOutputStream(channel).write(request.array(), 0, request.position());
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            if (receive(in) != HELLO || receive(in) != OK) {
                throw new IOException("the control master refuses");
            }
        }
    }

    /// @return the kind of the next message
    private static int receive(DataInputStream in) throws IOException {
        int length = in.readInt();
        int kind = in.readInt();
        in.skipNBytes(length - Integer.BYTES);
        return kind;
    }
}
