package io.imagesync.relay;

import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.model.Result;
import io.imagesync.node.Contents;
import io.imagesync.node.Contents.Port;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A node's port and the registry that it leads to, as long as anything is being sent to the node. Safe for use by
/// several threads.
final class Door {
    /// What there is while it is open.
    record Open(RelayServer server, Port port) {
        /// What the node calls us.
        String host() {
            return "127.0.0.1:" + port.number();
        }
    }

    /// Makes a registry that listens to a socket of its own.
    interface Starting {
        RelayServer start() throws IOException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Open open;
    private int users;

    /// Opens it, where that has not been done yet. Who goes in has to go [#out()].
    Result<Open> in(Contents node, Starting starting, Until until) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (open == null) {
                Result<Open> opened = opened(node, starting.start(), until);
                open = opened.toOptional().orElse(null);
                if (open == null) {
                    return opened;
                }
            }
            users++;
            return new Result.Ok<>(open);
        } catch (IOException e) {
            return new Result.Failed<>(new NotRelayed(Why.THIS_HOST, "no socket can be made"));
        } finally {
            lock.unlock();
        }
    }

    private static Result<Open> opened(Contents node, RelayServer server, Until until) throws InterruptedException {
        boolean kept = false;
        try {
            Result<Open> opened =
                    node.open(server.socket(), until.left()).then(port -> new Result.Ok<>(new Open(server, port)));
            kept = opened instanceof Result.Ok;
            return opened;
        } finally {
            if (!kept) {
                server.close();
            }
        }
    }

    /// The last one closes it.
    void out() {
        lock.lock();
        try {
            users--;
            if (users == 0) {
                close();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            if (open != null) {
                open.port().close();
                open.server().close();
                open = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
