package io.imagesync.ssh;

import io.imagesync.files.PrivateFolder;
import io.imagesync.model.ShellQuote;
import io.imagesync.ssh.RemoteHost.Ran;
import io.imagesync.ssh.SshFailure.Thrown;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// One `ssh` with one command. Its own words go to a log, never to the streams of the command.
final class SshProcess {
    /// Runs the command, with a line before and after it on stderr and one after it on stdout. The
    /// helper's text starts no further shell: a subshell takes it in, where `$0` is the mark.
    private static final String MARKED = "echo \"$0\" >&2; case $1$2$4 in "
            + "sh-cimage-sync-node) (t=$3; shift 4; eval \"$t\");; *) \"$@\";; esac; "
            + "c=$?; echo \"$0 $c\"; echo \"$0 $c\" >&2; ";
    /// Then holds the connection until stdin is closed.
    private static final String HOLD = MARKED + "while read -r l; do :; done";
    private static final String END = MARKED + "exit $c";

    /// What `ssh` ends with when it fails itself.
    private static final int FAILED = 255;
    /// What still comes on the streams when the process has ended.
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    /// Bytes of a log; only a server that wants to fill our disk makes it longer.
    private static final long MAX_LOG = 4 << 20;

    private final Process process;
    private final ControlSocket socket;
    private final Path log;
    private final boolean holds;
    private final byte[] stdin;
    private final Capture out;
    private final Capture err;
    private int streams = 2;
    private volatile boolean hungUp;

    /// @param words to start `ssh` with, up to the host
    /// @param socket of the control master, which this one is or uses
    /// @param log that it writes its words to
    /// @param holds whether the connection stays when the command has ended, until stdin is closed
    SshProcess(List<String> words, ControlSocket socket, Path log, boolean holds, Command command) throws IOException {
        this.socket = socket;
        this.log = log;
        this.holds = holds;
        String mark = (holds ? "mark-hold-" : "mark-end-") + PrivateFolder.random();
        stdin = command.stdin();
        out = new Capture(mark, command.maxStdout(), false);
        err = new Capture(mark, Command.MAX_STDERR, true);
        List<String> remote = new ArrayList<>(List.of("sh", "-c", holds ? HOLD : END, mark));
        remote.addAll(command.argv());
        List<String> all = new ArrayList<>(words);
        all.add(ShellQuote.words(remote));
        ProcessBuilder builder = new ProcessBuilder(all);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("DISPLAY", "WAYLAND_DISPLAY", "SSH_ASKPASS"));
        environment.putAll(Map.of("LC_ALL", "C", "SSH_ASKPASS_REQUIRE", "never"));
        File calledIn = new File(System.getProperty("user.dir"));
        if (calledIn.isDirectory()) {
            builder.directory(calledIn);
        }
        process = builder.start();
    }

    /// Takes in what it says, on platform threads, since reading a pipe would hold the carriers of virtual ones.
    SshProcess reading() {
        Thread.ofPlatform().daemon().name("ssh stdout").start(() -> read(process.getInputStream(), out));
        Thread.ofPlatform().daemon().name("ssh stderr").start(() -> read(process.getErrorStream(), err));
        whenOver(() -> change(() -> {}));
        return this;
    }

    private void read(InputStream in, Capture into) {
        byte[] buffer = new byte[16 << 10];
        try (in) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                int count = length;
                change(() -> into.write(buffer, count));
            }
        } catch (IOException e) {
            // The process is gone, which whoever waits for its end hears about.
        } finally {
            change(() -> streams--);
        }
    }

    private synchronized void change(Runnable how) {
        how.run();
        notifyAll();
    }

    private synchronized boolean await(Deadline deadline, BooleanSupplier what) throws InterruptedException {
        while (!what.getAsBoolean() && !deadline.passed()) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline.nanosLeft());
        }
        return what.getAsBoolean();
    }

    /// Waits until the command runs, or the process has ended or leads nowhere. A command that is another one than was
    /// asked for marks nothing; it runs when it prints, or at the latest when `ssh` was let in.
    ///
    /// @return false when none of them came in time
    boolean awaitBegin(Deadline deadline) throws Thrown, InterruptedException {
        return await(deadline, () -> begun() || isOver() || strangers().isLoop()) || log().hops() > 0;
    }

    /// Waits for the end of the command, or of the process.
    boolean awaitEnd(Deadline deadline) throws InterruptedException {
        return await(deadline, () -> ended() || isOver())
                && (await(Deadline.in(LAST_WORDS), () -> ended() || streams == 0) || isOver());
    }

    private boolean ended() {
        return out.exitCode().isPresent() && err.exitCode().isPresent();
    }

    synchronized boolean begun() {
        return err.begun() || out.begun();
    }

    /// Whether the command did not come to run.
    boolean isLost() throws Thrown, InterruptedException {
        return strangers().isLoop() || (isOver() && awaitEnd(Deadline.in(LAST_WORDS)) && ran().isEmpty() && !begun());
    }

    boolean isOver() {
        return !process.isAlive();
    }

    boolean isOver(Deadline deadline) throws InterruptedException {
        return process.waitFor(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    }

    /// Whether it has a connection that stays.
    boolean holds() {
        return holds && !hungUp && !isOver();
    }

    ControlSocket socket() {
        return socket;
    }

    SshLog log() throws Thrown {
        return SshLog.read(log);
    }

    boolean saysTooMuch() {
        return log.toFile().length() > MAX_LOG;
    }

    /// What others than the command said on stderr.
    synchronized SshLog strangers() {
        return SshLog.of(err.before());
    }

    /// Sends what the command is to read; its stdin stays open.
    void feed() {
        try {
            process.getOutputStream().write(stdin);
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It has ended, which whoever waits for its end hears about.
        }
    }

    /// Closes the command's stdin, and so lets go of the connection that it holds.
    void hangUp() {
        hungUp = true;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    /// Ends the process, and those of the way to a host that has not let us in yet, which would not notice.
    void end() {
        hungUp = true;
        if (!isOver() && !begun()) {
            process.descendants().forEach(ProcessHandle::destroy);
        }
        process.destroy();
        whenOver(() -> log.toFile().delete());
    }

    void whenOver(Runnable then) {
        var _ = process.onExit().thenRun(then);
    }

    /// Waits until the process has ended, and sees to it in the end.
    void awaitOver(Deadline deadline) {
        process.onExit()
                .completeOnTimeout(process, deadline.nanosLeft(), TimeUnit.NANOSECONDS)
                .join();
        if (!isOver()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /// What the command came to; nothing when `ssh` failed before or while it ran.
    synchronized Optional<Ran> ran() throws Thrown {
        boolean unmarked = isOver()
                && !err.begun()
                && (process.exitValue() != FAILED || log().has("debug1: Exit status " + FAILED));
        OptionalInt code = out.exitCode().isEmpty() && unmarked ? OptionalInt.of(process.exitValue()) : out.exitCode();
        return code.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ran.Exited(code.getAsInt(), out.bytes(), out.cut(), err.bytes()));
    }
}
