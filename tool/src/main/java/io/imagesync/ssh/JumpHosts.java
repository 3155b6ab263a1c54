package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Connections to jump hosts, one a host, shared by all that go through it and closed with the last of them.
final class JumpHosts {
    /// Connects to a jump host, which may itself lie behind another.
    @FunctionalInterface
    interface Connecting {
        Connection connect(ClientConfig jump) throws SshFailed, InterruptedException;
    }

    private final Connecting connecting;
    private final Map<ClientConfig, Shared> shared = new HashMap<>();

    JumpHosts(Connecting connecting) {
        this.connecting = connecting;
    }

    /// Waits until the jump host is connected; all who wait for it hear of the same failure.
    Lease take(ClientConfig jump) throws SshFailed, InterruptedException {
        Shared entry = join(jump);
        try {
            return new Lease(entry.connection.get(), () -> leave(entry));
        } catch (InterruptedException e) {
            leave(entry);
            throw e;
        } catch (ExecutionException e) {
            leave(entry);
            throw e.getCause() instanceof SshFailed failed
                    ? failed
                    : new SshFailed(new ConnectFailure.ConnectionLost("jump host " + jump.address()));
        }
    }

    private synchronized Shared join(ClientConfig jump) {
        Shared entry = shared.get(jump);
        if (entry == null || entry.isUseless()) {
            entry = new Shared(jump);
            shared.put(jump, entry);
            Thread.ofVirtual().start(entry::connect);
        }
        entry.users++;
        return entry;
    }

    private void leave(Shared entry) {
        synchronized (this) {
            entry.users--;
            if (entry.users > 0) {
                return;
            }
            shared.remove(entry.jump, entry);
        }
        entry.close();
    }

    private final class Shared {
        private final ClientConfig jump;
        private final CompletableFuture<Connection> connection = new CompletableFuture<>();
        private int users;

        Shared(ClientConfig jump) {
            this.jump = jump;
        }

        void connect() {
            try {
                Connection connected = connecting.connect(jump);
                if (!connection.complete(connected)) {
                    connected.close();
                }
            } catch (Exception e) {
                connection.completeExceptionally(e);
            }
        }

        void close() {
            if (!connection.cancel(false) && !connection.isCompletedExceptionally()) {
                connection.join().close();
            }
        }

        boolean isUseless() {
            return connection.isCompletedExceptionally()
                    || (connection.isDone() && !connection.join().isUp());
        }
    }

    /// The right to use a jump host until it is closed.
    static final class Lease implements AutoCloseable {
        private final Connection connection;
        private final Runnable giveBack;
        private final AtomicBoolean closed = new AtomicBoolean();

        Lease(Connection connection, Runnable giveBack) {
            this.connection = connection;
            this.giveBack = giveBack;
        }

        Connection connection() {
            return connection;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack.run();
            }
        }
    }
}
