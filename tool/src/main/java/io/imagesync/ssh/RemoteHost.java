package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Result;
import java.time.Duration;
import java.util.Optional;

/// A host that commands can be run on and whose Unix sockets can be reached. Safe for use by several threads.
public interface RemoteHost extends AutoCloseable {
    /// Runs one command and waits for its end. An interrupt, the deadline and [#close] all close the command's stdin
    /// first, so that a command that watches it can end itself, and then the channel.
    ///
    /// @param deadline from now
    Result<Ran> run(Command command, Duration deadline) throws InterruptedException;

    /// Connects to a Unix socket on the host.
    ///
    /// @param socket its path there
    /// @param deadline from now
    /// @return nothing when the server does not open it: no such socket, nobody listens there, no permission and
    ///     forwarding that is prohibited all look the same from here
    Result<Optional<RemoteSocket>> open(String socket, Duration deadline) throws InterruptedException;

    /// The key that the server showed, as `ssh-keygen -l` writes its fingerprint; nothing when no connection is up.
    Optional<String> hostKey();

    /// Whether a connection is up at this moment.
    boolean isConnected();

    @Override
    void close();

    /// How a command ended.
    sealed interface Ran {
        /// @param stdoutCut whether stdout was longer than the command allowed and the rest was dropped
        record Exited(int exitCode, byte[] stdout, boolean stdoutCut, byte[] stderr) implements Ran {}

        /// The deadline passed; what had come until then is given.
        record TimedOut(byte[] stdout, byte[] stderr) implements Ran {}
    }

    /// How a connection is made.
    @FunctionalInterface
    interface Connector {
        Result<RemoteHost> connect(io.imagesync.model.NodeName node) throws InterruptedException;
    }

    /// Shorthand for what a lost connection comes to.
    static Result<Ran> lost(String detail) {
        return new Result.Failed<>(new ConnectFailure.ConnectionLost(detail));
    }
}
