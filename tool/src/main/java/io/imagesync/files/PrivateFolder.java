package io.imagesync.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A folder for the sockets and files of one run, which only we can enter. Its path is short, since that of a socket
/// may have 108 bytes. What killed runs left beside it is removed.
///
/// @param path of the folder
/// @param names how many files have been named
public record PrivateFolder(Path path, AtomicInteger names) implements AutoCloseable {
    private static final String NAME = "image-sync";
    private static final Path RUN = Path.of("/run");
    private static final int RANDOM = 8;
    private static final int MAX_PARENT = 36;
    private static final Set<PosixFilePermission> ONLY_US = PosixFilePermissions.fromString("rwx------");

    public static PrivateFolder make() throws UnusableFileException {
        Path parent = parent();
        try {
            try {
                create(parent);
            } catch (FileAlreadyExistsException e) {
                // It is looked at below.
            }
            Path path = create(parent.resolve(ProcessHandle.current().pid() + "-" + random()));
            if (!access(parent).equals(access(path))) {
                Files.delete(path);
                throw new IOException("it does not belong to this user alone");
            }
            removeLeftOvers(parent);
            return new PrivateFolder(path, new AtomicInteger());
        } catch (IOException e) {
            throw UnusableFileException.of(
                    e,
                    "cannot use " + parent + " for sockets",
                    "remove it, or make it a folder of this user with mode 700");
        }
    }

    /// Whatever the umask is.
    private static Path create(Path folder) throws IOException {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(ONLY_US));
        SafeFiles.setMode(folder, ONLY_US);
        return folder;
    }

    /// `/run/image-sync` for root, in the user's own `XDG_RUNTIME_DIR` for others.
    private static Path parent() {
        String own = Objects.requireNonNullElse(System.getenv("XDG_RUNTIME_DIR"), "");
        if (Files.isWritable(RUN)) {
            return RUN.resolve(NAME);
        }
        return own.startsWith("/") && own.length() < MAX_PARENT && Files.isWritable(Path.of(own))
                ? Path.of(own, NAME)
                : Path.of("/tmp", NAME + "-" + System.getProperty("user.name"));
    }

    private static Map<String, Object> access(Path folder) throws IOException {
        return Files.readAttributes(folder, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
    }

    /// Named by the processes that made them.
    private static void removeLeftOvers(Path parent) throws IOException {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(parent, "[0-9]*-*")) {
            for (Path run : runs) {
                if (!Files.exists(Path.of("/proc", run.getFileName().toString().replaceFirst("-.*", "")))) {
                    new PrivateFolder(run, new AtomicInteger()).close();
                }
            }
        }
    }

    /// A word that nobody can guess. The kernel is asked for it: what Java has for that takes 25 ms to load.
    public static String random() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("/dev/urandom"))) {
            return HexFormat.of().formatHex(in.readNBytes(RANDOM));
        }
    }

    /// A path in it that is new.
    public Path next(String kind) {
        return path.resolve(kind + names.incrementAndGet());
    }

    @Override
    public void close() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The next run tries again.
        }
    }
}
