package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A host that commands can be run on, whose Unix sockets can be reached, and that can be let reach one of
/// this host. The first command connects; a connection that was lost is replaced when the next one comes.
/// Safe for use by several threads.
public interface RemoteHost extends AutoCloseable {
    /// Runs one command and waits for its end. An interrupt, the deadline and [#close] all close the command's stdin
    /// first, so that a command that watches it can end itself, and then the connection's part that carries it.
    ///
    /// @param deadline from now, connecting included
    Result<Ran> run(Command command, Duration deadline) throws InterruptedException;

    /// Connects to a Unix socket on the host, until the connection ends that carries it. Whether anybody answers there
    /// shows only when it is used: where the server does not open the socket, nothing ever comes from it.
    ///
    /// @param socket its path there
    Result<SocketChannel> open(String socket, Duration deadline) throws InterruptedException;

    /// Opens a port of the host's 127.0.0.1, chosen by the server, that leads to a Unix socket of this host.
    /// It ends with the connection that carries it. The server may listen on more addresses than it is asked
    /// to (`GatewayPorts yes`).
    ///
    /// @param socket here; whoever connects to the port is connected to it
    Result<Port> listen(Path socket, Duration deadline) throws InterruptedException;

    /// A port of the host that leads here. Closing waits for nobody.
    interface Port extends AutoCloseable {
        int number();

        @Override
        void close();
    }

    /// The key that the server showed, as `ssh-keygen -l` writes its fingerprint; nothing when none was seen.
    Optional<String> hostKey();

    /// Whether a connection is up, and still is after that time. What it carries may end a moment before it does.
    boolean staysConnected(Duration time) throws InterruptedException;

    /// Lets go of the connection, if nothing uses it, until the next command comes.
    void rest();

    @Override
    void close();

    /// How a command ended.
    sealed interface Ran {
        /// @param stdoutCut whether stdout was longer than the command allowed and the rest was dropped
        record Exited(int exitCode, byte[] stdout, boolean stdoutCut, byte[] stderr) implements Ran {}

        /// The deadline passed.
        record TimedOut() implements Ran {}
    }

    /// Where hosts come from.
    @FunctionalInterface
    interface Connector {
        /// @param connected is run when the host is connected to for the first time
        RemoteHost host(NodeName node, Runnable connected);
    }

    /// Shorthand for what a lost connection comes to.
    static <T> Result<T> lost(String detail) {
        return new Result.Failed<>(new ConnectFailure.ConnectionLost(detail));
    }
}
