package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A host behind SSH.
final class SshHost implements RemoteHost {
    private final ConnectionPool pool;
    private final Duration grace;
    private final Consumer<SshHost> onClose;
    private final Set<Exec> running = ConcurrentHashMap.newKeySet();

    /// @param grace how long a command that was hung up on may take to end itself
    /// @param onClose is told when this host is closed
    SshHost(ConnectionPool pool, Duration grace, Consumer<SshHost> onClose) {
        this.pool = pool;
        this.grace = grace;
        this.onClose = onClose;
    }

    @Override
    public Result<Ran> run(Command command, Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        try {
            Exec exec = BlockingCall.within(
                    deadline, Thread.ofVirtual().factory(), () -> start(command, deadline), this::end);
            try {
                return follow(exec, deadline);
            } finally {
                running.remove(exec);
                exec.close();
            }
        } catch (SshFailed e) {
            return new Result.Failed<>(e.why());
        } catch (TimeoutException e) {
            return new Result.Ok<>(new Ran.TimedOut(new byte[0], new byte[0]));
        }
    }

    @Override
    public Result<Optional<RemoteSocket>> open(String socket, Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        try {
            return new Result.Ok<>(BlockingCall.within(
                    deadline,
                    Thread.ofVirtual().factory(),
                    () -> pool.open(socket, deadline),
                    tooLate -> tooLate.ifPresent(RemoteSocket::close)));
        } catch (SshFailed e) {
            return new Result.Failed<>(e.why());
        } catch (TimeoutException e) {
            return new Result.Failed<>(new ConnectFailure.ConnectionLost("the server opens no channel"));
        }
    }

    @Override
    public Optional<String> hostKey() {
        return pool.up().map(Connection::hostKey);
    }

    @Override
    public boolean isConnected() {
        return pool.up().isPresent();
    }

    private Exec start(Command command, Deadline deadline) throws SshFailed, InterruptedException {
        Exec exec = pool.start(command, deadline);
        running.add(exec);
        return exec;
    }

    /// Ends what was started after its caller had left.
    private void end(Exec exec) {
        Thread.ofVirtual().start(() -> {
            try {
                letGo(exec);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                running.remove(exec);
                exec.close();
            }
        });
    }

    private Result<Ran> follow(Exec exec, Deadline deadline) throws InterruptedException {
        boolean ended;
        try {
            ended = exec.awaitEnd(deadline);
        } catch (InterruptedException e) {
            letGo(exec);
            throw e;
        }
        if (!ended) {
            letGo(exec);
            return new Result.Ok<>(
                    new Ran.TimedOut(exec.stdout().bytes(), exec.stderr().bytes()));
        }
        OptionalInt code = exec.exitCode();
        return code.isEmpty()
                ? RemoteHost.lost("the command had not ended")
                : new Result.Ok<>(new Ran.Exited(
                        code.getAsInt(),
                        exec.stdout().bytes(),
                        exec.stdout().cut(),
                        exec.stderr().bytes()));
    }

    private void letGo(Exec exec) throws InterruptedException {
        exec.hangUp();
        exec.awaitEnd(Deadline.in(grace));
    }

    @Override
    public void close() {
        running.forEach(Exec::hangUp);
        Deadline deadline = Deadline.in(grace);
        try {
            for (Exec exec : running) {
                exec.awaitEnd(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pool.close();
        onClose.accept(this);
    }
}
