package io.imagesync.cli;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/// At most one run at a time: a flock(2) lock on LOCK_FILE, taken without waiting and held by this process, so that it
/// is gone when the process is gone. The file says who holds it and is never deleted.
final class InstanceLock implements AutoCloseable {
    private static final int MAX_HOLDER = 200;

    private final int fd;

    private InstanceLock(int fd) {
        this.fd = fd;
    }

    /// @return the lock, or nothing when another instance holds it
    static Optional<InstanceLock> take(Path file, Clock clock) throws UnusableFileException {
        SafeFiles.checkParent(file);
        try {
            SafeFiles.openForAppend(file, "rw-------").close();
            int fd = LibC.open(file);
            try {
                checkSame(fd, file);
                if (LibC.tryLock(fd)) {
                    sign(fd, clock);
                    return Optional.of(new InstanceLock(fd));
                }
            } catch (IOException | RuntimeException e) {
                LibC.close(fd);
                throw e;
            }
            LibC.close(fd);
            return Optional.empty();
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot lock " + file + ": " + SafeFiles.reason(e), "check the file and its folder");
        }
    }

    /// What the holder wrote about itself; empty when it wrote nothing.
    static String holder(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(MAX_HOLDER), StandardCharsets.UTF_8);
            return Texts.shown(text.strip(), MAX_HOLDER);
        } catch (IOException e) {
            return "";
        }
    }

    /// What was opened is the file that was checked, and still in its place.
    private static void checkSame(int fd, Path file) throws IOException {
        Object opened = Files.getAttribute(self(fd), "unix:ino");
        Object named = Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        if (!Objects.equals(opened, named)) {
            throw new UnusableFileException(file + " was replaced while it was opened", "run again");
        }
    }

    private static void sign(int fd, Clock clock) throws IOException {
        String holder = "pid " + ProcessHandle.current().pid() + " image-sync since "
                + clock.instant().truncatedTo(ChronoUnit.SECONDS) + "\n";
        Files.writeString(self(fd), holder, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static Path self(int fd) {
        return Path.of("/proc/self/fd/" + fd);
    }

    /// Takes our name out, so that the next holder is not taken for us, and lets go.
    @Override
    public void close() {
        try {
            Files.writeString(self(fd), "", StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            // The name stays; the lock itself does not depend on it.
        } finally {
            LibC.close(fd);
        }
    }
}
