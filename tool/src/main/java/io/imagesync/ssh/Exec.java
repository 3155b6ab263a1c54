package io.imagesync.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One command on one channel. Its output is taken in by the connection's reader thread, so that no channel ever holds
/// up another.
final class Exec implements AutoCloseable {
    /// Numbers of the signals that SSH names (RFC 4254, section 6.10).
    private static final Map<String, Integer> SIGNALS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("ABRT", 6),
            Map.entry("FPE", 8),
            Map.entry("KILL", 9),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", 15));

    private static final Duration CHECK = Duration.ofSeconds(1);

    private final ChannelExec channel;
    private final Head stdout;
    private final Tail stderr;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    private Exec(ChannelExec channel, Command command) {
        this.channel = channel;
        stdout = new Head(command.maxStdout());
        stderr = new Tail(Command.MAX_STDERR);
    }

    /// @param end run once when the channel is closed, by whichever side
    /// @throws ChannelRefused when the server opens no further channel on this connection
    static Exec start(Connection connection, Command command, Deadline deadline, Runnable end)
            throws JSchException, ChannelRefused {
        ChannelExec channel = (ChannelExec) connection.channel("exec");
        Exec exec = new Exec(channel, command);
        channel.setCommand(ShellQuote.words(command.argv()).getBytes(StandardCharsets.UTF_8));
        channel.setOutputStream(exec.stdout);
        channel.setErrStream(new ClosingLast(exec.stderr, exec.ended, end));
        try {
            OutputStream stdin = channel.getOutputStream();
            connection.open(channel, deadline.millisLeft());
            Thread.ofVirtual().start(() -> exec.feed(stdin, command.stdin()));
            return exec;
        } catch (JSchException | IOException e) {
            if (channel.isClosed() && connection.isUp()) {
                throw new ChannelRefused();
            }
            throw new JSchException("the channel does not open", e);
        }
    }

    /// Signals that the server opens no further channel.
    static final class ChannelRefused extends Exception {
        ChannelRefused() {
            super("channel refused", null, false, false);
        }
    }

    /// Sends stdin and keeps it open until the time has come to hang up. Only this thread touches the stream.
    private void feed(OutputStream stdin, byte[] bytes) {
        try (stdin) {
            stdin.write(bytes);
            stdin.flush();
            hungUp.await();
        } catch (IOException | InterruptedException e) {
            // The channel is closed, which whoever waits for its end hears about.
        }
    }

    /// Closes the command's stdin.
    void hangUp() {
        hungUp.countDown();
    }

    /// @return whether the command has ended or its connection is gone
    boolean awaitEnd(Deadline deadline) throws InterruptedException {
        while (!deadline.passed()) {
            long wait = Math.min(deadline.left().toNanos(), CHECK.toNanos());
            if (ended.await(wait, TimeUnit.NANOSECONDS) || !channel.isConnected()) {
                return true;
            }
        }
        return ended.getCount() == 0;
    }

    /// As a shell would tell it: 128 and the signal's number when a signal ended the command; empty when unknown.
    OptionalInt exitCode() {
        if (channel.getExitStatus() >= 0) {
            return OptionalInt.of(channel.getExitStatus());
        }
        String signal = channel.getExitSignal();
        return signal == null ? OptionalInt.empty() : OptionalInt.of(128 + SIGNALS.getOrDefault(signal, 127));
    }

    Head stdout() {
        return stdout;
    }

    Tail stderr() {
        return stderr;
    }

    @Override
    public void close() {
        hangUp();
        Thread.ofVirtual().start(channel::disconnect);
    }

    /// The library closes the stream for stderr when the channel is closed, and only then.
    private static final class ClosingLast extends OutputStream {
        private final Tail kept;
        private final CountDownLatch closed;
        private final Runnable end;

        ClosingLast(Tail kept, CountDownLatch closed, Runnable end) {
            this.kept = kept;
            this.closed = closed;
            this.end = end;
        }

        @Override
        public void write(int b) {
            kept.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, length);
        }

        @Override
        public void close() {
            if (closed.getCount() > 0) {
                end.run();
            }
            closed.countDown();
        }
    }
}
