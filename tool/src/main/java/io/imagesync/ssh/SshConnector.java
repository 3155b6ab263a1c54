package io.imagesync.ssh;

import io.imagesync.files.PrivateFolder;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.ConnectFailure.ClientConfigUnreadable;
import io.imagesync.model.NodeName;
import io.imagesync.model.SshOptions;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts the `ssh` of this host, without ever asking a human.
///
/// Closing it closes what was opened and not closed yet; nothing of it then keeps the JVM alive, or lives on.
public final class SshConnector implements RemoteHost.Connector, AutoCloseable {
    static final Path SYSTEM_SSH = Path.of("/usr/bin/ssh");
    static final String LIMITS = "look at the limits of processes and open files (ulimit -u, ulimit -n)";
    private static final Duration OVER = Duration.ofSeconds(2);
    private static final int LOOK_EVERY_SECONDS = 5;
    /// A session of its own: what a terminal or `timeout` sends to us and all that we started is for us alone. Signals
    /// cancel a run, and its commands are to end themselves.
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    final SshOptions options;
    final Consumer<String> warnings;
    private final Path ssh;
    private final PrivateFolder folder;
    private final Path base;
    private final Guard guard;
    private final Set<SshHost> hosts = ConcurrentHashMap.newKeySet();
    private final Set<SshProcess> alive = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("ssh logs").factory());

    /// @param warnings is given what a human should know
    /// @throws UnusableFileException when there is no folder for sockets, or the client's configuration is not safe
    public SshConnector(SshOptions options, Consumer<String> warnings) throws UnusableFileException {
        this(options, installed(), warnings);
    }

    SshConnector(SshOptions options, Path ssh, Consumer<String> warnings) throws UnusableFileException {
        this.options = options;
        this.warnings = warnings;
        this.ssh = ssh;
        folder = PrivateFolder.make();
        base = folder.next("config");
        try {
            Files.writeString(base, ClientFile.text(options, ssh, () -> folder.next("config")));
            guard = Guard.of(folder.path());
        } catch (IOException e) {
            folder.close();
            throw e instanceof UnusableFileException known
                    ? known
                    : new UnusableFileException(
                            "cannot prepare ssh: " + Texts.printable(String.valueOf(e.getMessage()), 200),
                            "check the owner of that file, the free space and the limit of processes (ulimit -u)");
        }
        var _ = watch.scheduleWithFixedDelay(this::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /// The `ssh` found through PATH; that of the system where there is no PATH or no `ssh` on it.
    static Path installed() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.of(path.split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "ssh"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElse(SYSTEM_SSH);
    }

    /// A server that makes `ssh` fill our disk with words is left.
    private void look() {
        alive.stream().filter(SshProcess::saysTooMuch).forEach(SshProcess::end);
    }

    @Override
    public RemoteHost host(NodeName node, Runnable connected) {
        SshHost host = new SshHost(this, node, connected);
        hosts.add(host);
        return host;
    }

    /// @param master whose connection it uses, unless the server wants it to make one of its own; without one it makes
    ///     the connection and holds it, as the control master, until its stdin is closed
    /// @param unknown hosts whose keys are judged as configured, and thrown away; where nothing may be written
    ///     down a key that is not known is else refused
    SshProcess start(NodeName node, @Nullable SshProcess master, Set<String> unknown, Command command)
            throws SshFailure.Thrown {
        if (!Files.isExecutable(ssh)) {
            throw unusable("cannot run " + ssh, "install openssh-client");
        }
        ControlSocket socket = master == null ? new ControlSocket(folder.next("c")) : master.socket();
        Path log = folder.next("l");
        List<String> words = new ArrayList<>(Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of());
        Path thrownAway = folder.next("k");
        words.addAll(List.of(ssh.toString(), "-F", config(unknown, thrownAway).toString(), "-v", "-E", log.toString()));
        words.addAll(List.of("-S", socket.path().toString(), "-o", "ControlMaster=" + (master == null ? "yes" : "no")));
        if (unknown.contains(node.host())) {
            words.addAll(List.of("-o", "UserKnownHostsFile=" + thrownAway));
        } else if (!options.recordsHostKeys()) {
            words.addAll(List.of("-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no"));
        }
        words.addAll(options.words(node));
        words.addAll(List.of("--", node.host()));
        try {
            SshProcess started = new SshProcess(words, socket, log, master == null, command).reading();
            alive.add(started);
            started.whenOver(() -> alive.remove(started));
            return started;
        } catch (IOException e) {
            throw unusable("cannot start ssh: " + e.getMessage(), LIMITS);
        }
    }

    /// The node's own key is for the command line, which alone wins over SSH_OPTIONS.
    private Path config(Set<String> unknown, Path thrownAway) throws SshFailure.Thrown {
        if (options.recordsHostKeys()) {
            return base;
        }
        try {
            return Files.writeString(folder.next("config"), ClientFile.strict(base, unknown, thrownAway));
        } catch (IOException e) {
            throw unusable("cannot write its configuration: " + SafeFiles.reason(e), LIMITS);
        }
    }

    static SshFailure.Thrown unusable(String detail, String remedy) {
        return new SshFailure.Thrown(new ClientConfigUnreadable(Texts.printable(detail, 200), remedy));
    }

    @Override
    public void close() {
        hosts.forEach(SshHost::close);
        watch.shutdownNow();
        Deadline deadline = Deadline.in(OVER);
        alive.forEach(SshProcess::end);
        alive.forEach(one -> one.awaitOver(deadline));
        guard.close();
        folder.close();
    }
}
