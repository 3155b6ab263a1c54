package io.imagesync.ssh;

import com.jcraft.jsch.JSchException;
import io.imagesync.model.ConnectFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The connections to one node: one as long as its sshd opens all channels on it (MaxSessions), more when it refuses.
/// A connection that was lost is replaced when the next command comes.
final class ConnectionPool implements AutoCloseable {
    /// Connects to the node anew.
    @FunctionalInterface
    interface Connecting {
        Connection connect() throws SshFailed, InterruptedException;
    }

    private static final class Member {
        private final Connection connection;
        private final ReentrantLock opening = new ReentrantLock();
        private int reserved;
        private int open;
        private boolean proven;

        Member(Connection connection) {
            this.connection = connection;
        }
    }

    private final Connecting connecting;
    private final Duration openLimit;
    private final ReentrantLock growing = new ReentrantLock();
    private final List<Member> members = new ArrayList<>();
    private int channelsEach = Integer.MAX_VALUE;
    private boolean closed;

    /// @param openLimit within which a server opens a channel
    ConnectionPool(Connecting connecting, Duration openLimit) {
        this.connecting = connecting;
        this.openLimit = openLimit;
    }

    /// Makes the first connection, if there is none.
    void connect() throws SshFailed, InterruptedException {
        release(take());
    }

    Exec start(Command command, Deadline deadline) throws SshFailed, InterruptedException {
        while (true) {
            Member member = take();
            Optional<Exec> exec = start(member, command, deadline.orSooner(openLimit));
            if (exec.isPresent()) {
                return exec.get();
            }
        }
    }

    private Optional<Exec> start(Member member, Command command, Deadline deadline) throws SshFailed {
        member.opening.lock();
        try {
            if (isFull(member)) {
                release(member);
                return Optional.empty();
            }
            Exec exec = Exec.start(member.connection, command, deadline, () -> ended(member));
            opened(member);
            return Optional.of(exec);
        } catch (Exec.ChannelRefused e) {
            refused(member);
            return Optional.empty();
        } catch (JSchException e) {
            release(member);
            throw new SshFailed(new ConnectFailure.ConnectionLost("the server opens no channel"));
        } finally {
            member.opening.unlock();
        }
    }

    /// Opens a Unix socket on the node, over any of the connections.
    ///
    /// @return nothing when the server does not open it
    Optional<RemoteSocket> open(String path, Deadline deadline) throws SshFailed, InterruptedException {
        try {
            return StreamLocal.open(anyConnection(), path, deadline.orSooner(openLimit));
        } catch (JSchException e) {
            throw new SshFailed(new ConnectFailure.ConnectionLost("the server opens no channel"));
        }
    }

    private Connection anyConnection() throws SshFailed, InterruptedException {
        Optional<Connection> up = up();
        if (up.isPresent()) {
            return up.get();
        }
        Member member = take();
        release(member);
        return member.connection;
    }

    /// A connection that is up, if there is one.
    synchronized Optional<Connection> up() {
        return members.stream()
                .map(member -> member.connection)
                .filter(Connection::isUp)
                .findFirst();
    }

    private Member take() throws SshFailed, InterruptedException {
        Optional<Member> free = reserve();
        if (free.isPresent()) {
            return free.get();
        }
        growing.lockInterruptibly();
        try {
            Optional<Member> meanwhile = reserve();
            return meanwhile.isPresent() ? meanwhile.get() : add(connecting.connect());
        } finally {
            growing.unlock();
        }
    }

    private synchronized Optional<Member> reserve() throws SshFailed {
        if (closed) {
            throw new SshFailed(new ConnectFailure.ConnectionLost("it was closed"));
        }
        members.removeIf(m -> !m.connection.isUp());
        Optional<Member> free =
                members.stream().filter(m -> m.reserved < channelsEach).findFirst();
        free.ifPresent(m -> m.reserved++);
        return free;
    }

    private synchronized Member add(Connection connection) throws SshFailed {
        if (closed) {
            connection.close();
            throw new SshFailed(new ConnectFailure.ConnectionLost("it was closed"));
        }
        Member member = new Member(connection);
        member.reserved = 1;
        members.add(member);
        return member;
    }

    private synchronized boolean isFull(Member member) {
        return member.open >= channelsEach;
    }

    private synchronized void opened(Member member) {
        member.open++;
        member.proven = true;
    }

    private synchronized void ended(Member member) {
        member.open--;
        member.reserved--;
    }

    private synchronized void release(Member member) {
        member.reserved--;
    }

    /// Remembers how many channels a connection takes. One that took channels before and now takes none though none is
    /// open is worn out: commands that were abandoned still run on its other end.
    private synchronized void refused(Member member) throws SshFailed {
        member.reserved--;
        if (member.open > 0) {
            channelsEach = Math.min(channelsEach, member.open);
            return;
        }
        members.remove(member);
        member.connection.close();
        if (!member.proven) {
            throw new SshFailed(new ConnectFailure.ProtocolError(
                    member.connection.name(), "the server lets us log in but runs no command (MaxSessions 0?)", false));
        }
    }

    @Override
    public void close() {
        List<Member> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(members);
            members.clear();
        }
        all.forEach(m -> m.connection.close());
    }
}
