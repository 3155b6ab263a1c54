package io.imagesync.ssh;

import io.imagesync.files.SafeFiles;
import io.imagesync.model.NodeFailure.PortNotOpened;
import io.imagesync.model.NodeFailure.PortNotOpened.Reason;
import io.imagesync.model.Result;
import io.imagesync.model.Texts;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Asks a control master for forwardings, as `ssh -O forward` does, without a process for it. The protocol is that of
/// OpenSSH's PROTOCOL.mux, version 4: each message has its length before it, then its kind and its fields.
final class ControlSocket {
    private static final int HELLO = 1;
    private static final int VERSION = 4;
    private static final int OPEN_FORWARD = 0x10000006;
    private static final int CLOSE_FORWARD = 0x10000007;
    private static final int REQUEST = 1;
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    /// In place of a port: the name beside it is the path of a Unix socket.
    private static final int STREAMLOCAL = -2;
    private static final int OK = 0x80000001;
    private static final int REMOTE_PORT = 0x80000007;
    private static final int MAX_MESSAGE = 4096;
    private static final int SHOWN = 200;

    private static final String LOOPBACK = "127.0.0.1";
    private static final int ANY_PORT = 0;

    private final Path path;
    private final Map<String, UnixDomainSocketAddress> forwarded = new HashMap<>();
    private final AtomicInteger names = new AtomicInteger();

    ControlSocket(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /// Connects to a socket of the remote host; the master is asked only once to lead there.
    Result<SocketChannel> open(String remote, Deadline deadline) throws InterruptedException {
        return within(deadline, () -> open(remote));
    }

    private synchronized SocketChannel open(String remote) throws IOException {
        UnixDomainSocketAddress there = forwarded.get(remote);
        if (there == null) {
            there = UnixDomainSocketAddress.of(name());
            Answer answer = ask(OPEN_FORWARD, LOCAL, there.toString(), STREAMLOCAL, remote);
            if (answer.kind != OK) {
                throw new IOException("the control master refuses");
            }
            forwarded.put(remote, there);
        }
        return SocketChannel.open(there);
    }

    /// Opens a port of the remote host's loopback that leads to a socket of this host, until it is closed or the
    /// connection ends. The master is told a name of the socket's own for each, since it tells forwardings apart by
    /// where they lead.
    Result<RemoteHost.Port> listen(Path socket, Deadline deadline) throws InterruptedException {
        Path name = name();
        boolean open = false;
        try {
            Result<Answer> asked = within(deadline, () -> {
                Files.createSymbolicLink(name, socket.toAbsolutePath());
                return ask(OPEN_FORWARD, REMOTE, LOOPBACK, ANY_PORT, name.toString());
            });
            open = asked instanceof Result.Ok<Answer>(Answer answer) && answer.kind == REMOTE_PORT;
            return asked.then(answer -> answer.kind == REMOTE_PORT
                    ? new Result.Ok<>(new Port(this, answer.number, name))
                    : new Result.Failed<>(new PortNotOpened(Reason.REFUSED, Texts.printable(answer.text, SHOWN))));
        } finally {
            if (!open) {
                close(name);
            }
        }
    }

    /// One that is new, beside the control socket.
    private Path name() {
        return Path.of(path + "." + names.getAndIncrement());
    }

    /// @param name of the socket that it leads to
    private record Port(ControlSocket control, int number, Path name) implements RemoteHost.Port {
        @Override
        public void close() {
            control.close(name);
        }
    }

    /// Where the connection has ended, or the port was never opened, there is nothing left to close.
    private void close(Path name) {
        start(new FutureTask<>(() -> {
            Files.deleteIfExists(name);
            return ask(CLOSE_FORWARD, REMOTE, LOOPBACK, ANY_PORT, name.toString());
        }));
    }

    /// Works on a thread of its own, since the JVM's way to have virtual threads wait for sockets delays its end by
    /// 0.3 s.
    private <T> Result<T> within(Deadline deadline, Callable<T> work) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        start(task);
        try {
            return new Result.Ok<>(task.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException e) {
            String why = e.getCause() instanceof IOException cause ? ": " + SafeFiles.reason(cause) : "";
            return RemoteHost.lost(Files.exists(path) ? "ssh does not forward the socket" + why : "ssh ended");
        } finally {
            task.cancel(true);
        }
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().name("ssh control").start(task);
    }

    /// @param number of the port, where that is what it tells
    /// @param text why not, as it came; else empty
    private record Answer(int kind, int number, String text) {}

    /// @param what to do with a forwarding
    /// @param at where it listens: a host, or the path of a socket
    /// @param to the path of the socket that it leads to
    private Answer ask(int what, int direction, String at, int port, String to) throws IOException {
        byte[] from = at.getBytes(StandardCharsets.UTF_8);
        byte[] target = to.getBytes(StandardCharsets.UTF_8);
        ByteBuffer request = ByteBuffer.allocate(MAX_MESSAGE);
        request.putInt(2 * Integer.BYTES).putInt(HELLO).putInt(VERSION);
        request.putInt(7 * Integer.BYTES + from.length + target.length);
        request.putInt(what).putInt(REQUEST).putInt(direction);
        request.putInt(from.length).put(from).putInt(port);
        request.putInt(target.length).put(target).putInt(STREAMLOCAL);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Channels.newOutputStream(channel).write(request.array(), 0, request.position());
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            if (receive(in).getInt() != HELLO) {
                throw new IOException("the control master refuses");
            }
            return answer(receive(in));
        }
    }

    /// Its kind, the number of the request, and a port or a reason.
    private static Answer answer(ByteBuffer message) {
        int kind = message.getInt();
        message.position(Math.min(message.limit(), 2 * Integer.BYTES));
        int number = message.remaining() < Integer.BYTES ? 0 : message.getInt();
        return new Answer(kind, number, StandardCharsets.UTF_8.decode(message).toString());
    }

    private static ByteBuffer receive(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < Integer.BYTES || length > MAX_MESSAGE) {
            throw new IOException("the control master sends a message of " + length + " bytes");
        }
        byte[] message = new byte[length];
        in.readFully(message);
        return ByteBuffer.wrap(message);
    }
}
