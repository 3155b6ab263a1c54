package io.imagesync.cli;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// At most one run at a time: a flock(2) lock on LOCK_FILE, taken without waiting, that is gone when this
/// process is gone. The file says who holds it and is never deleted.
final class InstanceLock implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_HOLDER = 200;

    private final Path file;
    private final Flock flock;

    private InstanceLock(Path file, Flock flock) {
        this.file = file;
        this.flock = flock;
    }

    /// @return the lock, or nothing when another instance holds it
    static Optional<InstanceLock> take(Path file, Clock clock) throws UnusableFileException, InterruptedException {
        return take(file, clock, LIMIT);
    }

    /// @param limit for what takes a moment when nothing is wrong
    static Optional<InstanceLock> take(Path file, Clock clock, Duration limit)
            throws UnusableFileException, InterruptedException {
        SafeFolders.checkParent(file);
        try {
            SafeFiles.openForAppend(file, "rw-------").close();
            Optional<Flock> flock = Flock.take(file, limit);
            if (flock.isPresent()) {
                signed(file, flock.get(), clock);
            }
            return flock.map(held -> new InstanceLock(file, held));
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot lock " + file + ": " + SafeFiles.reason(e), "check the file and its folder");
        }
    }

    private static void signed(Path file, Flock flock, Clock clock) throws IOException {
        try {
            checkSame(flock.lockedFile(), file);
            onlyForUs(flock.lockedFile());
            String holder = "pid " + ProcessHandle.current().pid() + " image-sync since "
                    + clock.instant().truncatedTo(ChronoUnit.SECONDS) + "\n";
            rewrite(flock.lockedFile(), holder);
        } catch (IOException | RuntimeException e) {
            flock.close();
            throw e;
        }
    }

    /// Whoever may open it could hold the lock. Where it belongs to another user there is nothing to be done about it.
    private static void onlyForUs(Path file) throws IOException {
        if (Files.getAttribute(file, "unix:uid").equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /// What the holder wrote about itself; empty when it wrote nothing.
    static String holder(Path file) {
        try {
            return SafeFiles.beginning(file, MAX_HOLDER);
        } catch (IOException e) {
            return "";
        }
    }

    /// What was opened is the file that was checked, and still in its place.
    private static void checkSame(Path opened, Path file) throws IOException {
        String identity = "unix:dev,ino";
        Map<String, Object> locked = Files.readAttributes(opened, identity);
        Map<String, Object> named = Files.readAttributes(file, identity, LinkOption.NOFOLLOW_LINKS);
        if (!locked.equals(named)) {
            throw new UnusableFileException(file + " was replaced while it was opened", "run again");
        }
    }

    private static void rewrite(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /// Why the run must end, when the lock is gone though nobody let go of it; another run may have it by now.
    Optional<UnusableFileException> lost() {
        return flock.isLost()
                ? Optional.of(new UnusableFileException(
                        "the lock " + file + " was lost: somebody ended the process that held it for this run",
                        "run again"))
                : Optional.empty();
    }

    /// Has the task run, on a thread of the JVM's, when the lock is lost.
    void whenLost(Runnable task) {
        flock.whenLost(task);
    }

    /// Takes our name out, so that the next holder is not taken for us, and lets go.
    @Override
    public void close() {
        try {
            if (!flock.isLost()) {
                rewrite(flock.lockedFile(), "");
            }
        } catch (IOException e) {
            // The name stays; the lock itself does not depend on it.
        } finally {
            flock.close();
        }
    }
}
