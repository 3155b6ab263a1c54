package io.imagesync.cli;

import io.imagesync.files.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A child process that holds a flock(2) lock. Java has no words for that lock, and its own, which are
/// fcntl(2)'s, do not exclude those of `flock` and of Bash scripts.
///
/// The child lives until its stdin ends, and so no longer than this process, however that ends. It does not hear the
/// signals that a terminal or a service manager sends to us and to all that we started.
final class Flock implements AutoCloseable {
    private static final int DESCRIPTOR = 9;
    private static final int LOOK_EVERY_MILLIS = 1;
    private static final byte[] HELD = "held\n".getBytes(StandardCharsets.US_ASCII);

    /// What is opened is never truncated, and is made for us alone if it has gone in the meantime.
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM TSTP
            umask 077
            exec 9>>"$1" || exit
            flock -n 9 || exit
            echo held
            read -r end
            """;

    /// What flock(1) ends with when another one holds the lock.
    private static final int BUSY = 1;

    private static final int NOT_FOUND = 127;

    private final Process process;
    private final Duration limit;
    private volatile boolean closing;

    private Flock(Process process, Duration limit) {
        this.process = process;
        this.limit = limit;
    }

    /// Takes the lock without waiting for it.
    ///
    /// @param file that is there
    /// @param limit for the child to say that it holds it, and for it to end
    /// @return nothing when another one holds it
    static Optional<Flock> take(Path file, Duration limit) throws IOException, InterruptedException {
        Flock flock = new Flock(start(file), limit);
        boolean held = false;
        try {
            held = flock.holds(file);
            return held ? Optional.of(flock) : Optional.empty();
        } finally {
            if (!held) {
                flock.kill();
            }
        }
    }

    private static Process start(Path file) throws IOException {
        try {
            return new ProcessBuilder("/bin/sh", "-c", SCRIPT, "image-sync-lock", file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UnusableFileException("cannot lock " + file + ": /bin/sh cannot be run", "install a shell there");
        }
    }

    private boolean holds(Path file) throws IOException, InterruptedException {
        InputStream stdout = process.getInputStream();
        long deadline = System.nanoTime() + limit.toNanos();
        while (stdout.available() < HELD.length) {
            if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                return isBusy(file, process.exitValue());
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new UnusableFileException(
                        "cannot lock " + file + ": flock did not answer within " + limit.toSeconds() + " s",
                        "check the file and its file system");
            }
        }
        return true;
    }

    private static boolean isBusy(Path file, int code) throws UnusableFileException {
        if (code == BUSY) {
            return false;
        }
        throw code == NOT_FOUND
                ? new UnusableFileException("cannot lock " + file + ": flock is missing", "install util-linux")
                : new UnusableFileException(
                        "cannot lock " + file + ": flock ended with " + code, "check the file and its file system");
    }

    /// The locked file itself, whatever has its name by now; not there when the child has ended.
    Path lockedFile() {
        return Path.of("/proc/" + process.pid() + "/fd/" + DESCRIPTOR);
    }

    /// Whether the child has ended though nobody told it to, and the lock with it.
    boolean isLost() {
        return !closing && !process.isAlive();
    }

    /// Has the task run, on a thread of the JVM's, when the lock is lost.
    void whenLost(Runnable task) {
        var _ = process.onExit().thenRun(() -> {
            if (!closing) {
                task.run();
            }
        });
    }

    /// Lets go; the child has ended then.
    @Override
    public void close() {
        closing = true;
        try {
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
            process.getInputStream().close();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    /// What it has started, too, which would hold the lock as well.
    private void kill() throws InterruptedException {
        closing = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
