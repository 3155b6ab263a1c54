package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.ConnectFailure.HostKeyUnknown;
import io.imagesync.model.ConnectFailure.TimedOut;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.SshOptions;
import io.imagesync.ssh.SshFailure.Thrown;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host behind the `ssh` of this host. The `ssh` of the first command stays when the command has ended: it is the
/// control master, whose connection further commands and sockets use. Where the server opens no more sessions on it
/// (MaxSessions), the `ssh` of the command makes a connection of its own.
final class SshHost implements RemoteHost {
    private static final Command NOTHING = new Command(List.of("true"), new byte[0], 0);
    /// A name that means one host and nothing else in a configuration of `ssh`.
    private static final Pattern PLAIN = Pattern.compile("[\\p{Alnum}._:%-]+");
    /// For a command that was hung up on, to end itself.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SshConnector connector;
    private final NodeName node;
    private final ReentrantLock connecting = new ReentrantLock();
    private final Set<SshProcess> running = ConcurrentHashMap.newKeySet();
    /// Hosts on the way, where no key is written down.
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable SshProcess> master = new AtomicReference<>();
    private volatile Optional<String> hostKey = Optional.empty();
    private volatile boolean closed;
    private Runnable connected;

    SshHost(SshConnector connector, NodeName node, Runnable connected) {
        this.connector = connector;
        this.node = node;
        this.connected = connected;
    }

    @Override
    public Result<Ran> run(Command command, Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        try {
            SshProcess ssh = begin(command, deadline);
            try {
                return new Result.Ok<>(follow(ssh, deadline));
            } finally {
                settle(ssh);
            }
        } catch (Thrown e) {
            return new Result.Failed<>(e.why());
        }
    }

    private SshProcess begin(Command command, Deadline deadline) throws Thrown, InterruptedException {
        if (!connecting.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
            throw new Thrown(new TimedOut(node.host(), connector.options.connectTimeout()));
        }
        SshProcess up;
        try {
            up = up();
            if (up == null) {
                return connect(command, deadline);
            }
        } finally {
            connecting.unlock();
        }
        return begun(connector.start(node, up, unknown, command), deadline, deadline);
    }

    /// Tried once more for each host on the way whose key is unknown, where none is written down.
    private SshProcess connect(Command command, Deadline deadline) throws Thrown, InterruptedException {
        SshProcess ssh;
        try {
            ssh = begun(
                    connector.start(node, null, unknown, command),
                    deadline.orSooner(connector.options.connectTimeout()),
                    deadline);
        } catch (Thrown e) {
            if (connector.options.recordsHostKeys()
                    || !(e.why() instanceof HostKeyUnknown key)
                    || !PLAIN.matcher(key.host()).matches()
                    || !unknown.add(key.host())) {
                throw e;
            }
            return connect(command, deadline);
        }
        SshProcess before = master.get();
        if (before != null) {
            settle(before);
        }
        master.set(ssh);
        connected.run();
        connected = () -> {};
        return ssh;
    }

    /// Waits until the command runs; what it is to read is sent when the host's key is known to be right.
    ///
    /// @param soon when the first hop should have let us in
    private SshProcess begun(SshProcess ssh, Deadline soon, Deadline deadline) throws Thrown, InterruptedException {
        running.add(ssh);
        boolean begun = false;
        try {
            if (closed) {
                throw new Thrown(new ConnectionLost("it was closed"));
            }
            Deadline until = soon;
            for (int hops = 0; !ssh.awaitBegin(until); hops++) {
                if (ssh.strangers().hops() <= hops || deadline.passed()) {
                    throw new Thrown(failure(ssh).timedOut());
                }
                until = deadline.orSooner(connector.options.connectTimeout());
            }
            judge(ssh);
            begun = true;
            ssh.feed();
            return ssh;
        } finally {
            if (!begun) {
                running.remove(ssh);
                ssh.end();
            }
        }
    }

    private void judge(SshProcess ssh) throws Thrown, InterruptedException {
        SshLog log = ssh.log();
        if (ssh.isLost() || log.keyChanged()) {
            throw new Thrown(failure(ssh).of());
        }
        if (log.cut()) {
            throw new Thrown(failure(ssh).tooMuch());
        }
        hostKey = log.hostKey().or(() -> hostKey);
        if (log.has("Warning: Permanently added .*")) {
            connector.warnings.accept("the host key of " + node.host() + " (" + hostKey.orElse("?")
                    + ") was not known and was accepted, because of StrictHostKeyChecking");
        }
    }

    private SshFailure failure(SshProcess ssh) throws Thrown {
        SshOptions options = connector.options;
        return new SshFailure(
                node.host(), options.allWords(node), options.connectTimeout(), ssh.begun(), ssh.log(), ssh.strangers());
    }

    private Ran follow(SshProcess ssh, Deadline deadline) throws Thrown, InterruptedException {
        boolean ended = false;
        try {
            ended = ssh.awaitEnd(deadline);
        } finally {
            if (!ended) {
                ssh.hangUp();
                ssh.awaitEnd(Deadline.in(GRACE));
            }
        }
        Optional<Ran> ran = ended ? ssh.ran() : Optional.of(new Ran.TimedOut());
        if (ran.isPresent()) {
            return ran.get();
        }
        throw new Thrown(failure(ssh).of());
    }

    /// Ends what is not needed any more: all but the one that holds the connection, and one that has let go of it but
    /// whose connection others still use.
    private void settle(SshProcess ssh) {
        if (!ssh.holds() && (ssh != master.get() || ssh.isOver() || running.size() == 1)) {
            running.remove(ssh);
            ssh.end();
            master.compareAndSet(ssh, null);
        }
    }

    @Override
    public Result<SocketChannel> open(String socket, Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        return control(limit).then(control -> control.open(socket, deadline));
    }

    @Override
    public Result<Port> listen(Path socket, Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        return control(limit).then(control -> control.listen(socket, deadline));
    }

    /// Of the connection; where there is none, one is made.
    private Result<ControlSocket> control(Duration limit) throws InterruptedException {
        if (up() == null && run(NOTHING, limit) instanceof Result.Failed<Ran>(var why)) {
            return new Result.Failed<>(why);
        }
        SshProcess through = up();
        return through == null
                ? RemoteHost.lost("ssh does not keep the connection open (a forced command?)")
                : new Result.Ok<>(through.socket());
    }

    private @Nullable SshProcess up() {
        SshProcess now = master.get();
        return now != null && now.holds() ? now : null;
    }

    @Override
    public Optional<String> hostKey() {
        return hostKey;
    }

    @Override
    public boolean staysConnected(Duration time) throws InterruptedException {
        SshProcess now = up();
        return now != null && !now.isOver(Deadline.in(time));
    }

    @Override
    public void rest() {
        SshProcess idle = up();
        if (idle != null && running.size() == 1) {
            idle.hangUp();
            settle(idle);
        }
    }

    /// Running commands may end themselves first.
    @Override
    public void close() {
        closed = true;
        running.forEach(SshProcess::hangUp);
        Deadline deadline = Deadline.in(GRACE);
        try {
            for (SshProcess ssh : running) {
                ssh.awaitEnd(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.forEach(SshProcess::end);
        running.clear();
        master.set(null);
    }
}
