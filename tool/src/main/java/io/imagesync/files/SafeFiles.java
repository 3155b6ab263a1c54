package io.imagesync.files;

import io.imagesync.model.Sizes;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Opens files so that nobody else on this host can make us write somewhere else.
public final class SafeFiles {
    /// The system's words for a path that leads through a file; there is nothing then.
    private static final String NO_FOLDER = "Not a directory";

    private SafeFiles() {}

    static Path parent(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file : folder;
    }

    /// Whether there is something of that name. Not to be able to tell is no answer, but an error.
    public static boolean isThere(Path file, LinkOption... options) throws UnusableFileException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, options);
            return true;
        } catch (NoSuchFileException _) {
            return false;
        } catch (FileSystemException e) {
            if (NO_FOLDER.equals(e.getReason())) {
                return false;
            }
            throw unreadable(file, e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Opens a file for appending, made with the permissions if it is missing; never through a link, and only a
    /// regular file with one link.
    ///
    /// @param permissions such as `rw-r-----`, whatever the umask is
    public static FileChannel openForAppend(Path file, String permissions) throws UnusableFileException {
        try {
            return create(file, permissions, StandardOpenOption.APPEND);
        } catch (FileAlreadyExistsException _) {
            checkReplaceable(file);
            try {
                return FileChannel.open(file, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /// The bytes of a file, never through a link, and only of a regular file with one link.
    ///
    /// @param most bytes that it may have
    /// @return nothing when it is not there
    public static Optional<byte[]> read(Path file, int most) throws UnusableFileException {
        try {
            checkRegular(file);
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = in.readNBytes(most + 1);
                if (bytes.length > most) {
                    throw new UnusableFileException(file + " has more than " + Sizes.bytes(most), "move it away");
                }
                return Optional.of(bytes);
            }
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// That it could not be read, which says nothing of what is in it: only this one has a cause.
    private static UnusableFileException unreadable(Path file, IOException e) {
        UnusableFileException unreadable = UnusableFileException.of(
                e, "cannot read " + file, remedy(e, parent(file), "check its owner and the disk"));
        if (unreadable != e) {
            unreadable.initCause(e);
        }
        return unreadable;
    }

    /// Nothing yet, or a regular file that is empty or begins like this: then it is ours to replace.
    public static void checkOurs(Path file, String beginning) throws UnusableFileException {
        checkReplaceable(file);
        byte[] expected = beginning.getBytes(StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] found = in.readNBytes(expected.length);
            if (found.length > 0 && !Arrays.equals(found, expected)) {
                throw new UnusableFileException(
                        file + " has content that is not from image-sync", "move it away or name another file");
            }
        } catch (NoSuchFileException _) {
            // There is nothing to lose.
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// How a file begins, in one line fit to be shown, and not through a link.
    ///
    /// @param most bytes that are read
    public static String beginning(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Texts.printable(new String(in.readNBytes(most), StandardCharsets.UTF_8).strip(), most);
        }
    }

    /// @param how it is to be written
    static FileChannel create(Path file, String permissions, StandardOpenOption how) throws IOException {
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString(permissions);
        FileChannel made = FileChannel.open(
                file, Set.of(how, StandardOpenOption.CREATE_NEW), PosixFilePermissions.asFileAttribute(mode));
        setMode(file, mode);
        return made;
    }

    /// A file without a name that only we can read and write; it goes when it is closed, whatever becomes of us.
    ///
    /// @param folder on whose disk it is
    public static RandomAccessFile nameless(Path folder) throws UnusableFileException {
        try {
            Path made = folder.resolve("image-sync-" + PrivateFolder.random());
            create(made, "rw-------", StandardOpenOption.WRITE).close();
            try {
                return new RandomAccessFile(made.toFile(), "rw");
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /// What was just made is opened for that, and not through a link: somebody may have put one in its place. Java's
    /// own views follow links there, whatever they are told, unless they are those of an open folder.
    static void setMode(Path made, Set<PosixFilePermission> permissions) throws IOException {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(parent(made))) {
            ((SecureDirectoryStream<Path>) folder)
                    .getFileAttributeView(made.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(permissions);
        }
    }

    /// Gives whatever has that name another one, in place of whatever has that; a link is not followed.
    public static void moveAside(Path file, Path aside) throws UnusableFileException {
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            // There is nothing to move.
        } catch (IOException e) {
            throw UnusableFileException.of(e, "cannot rename " + file + " to " + aside, "move it away by hand");
        }
    }

    /// Nothing yet, or a regular file with one link: what a person names may be something that is not to be lost.
    public static void checkReplaceable(Path file) throws UnusableFileException {
        try {
            checkRegular(file);
        } catch (NoSuchFileException _) {
            // There is nothing to lose.
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /// A regular file with one link, or words.
    public static void checkRegular(Path file) throws IOException {
        if (!isRegular(file)) {
            throw new UnusableFileException(
                    file + " is not a regular file: it is a link, a folder or a device, or has a second hard link",
                    "move it away");
        }
    }

    /// Whether it is a regular file with one link, itself and not what it leads to.
    public static boolean isRegular(Path file) throws IOException {
        Map<String, Object> is = Files.readAttributes(file, "unix:isRegularFile,nlink", LinkOption.NOFOLLOW_LINKS);
        return Boolean.TRUE.equals(is.get("isRegularFile")) && Objects.equals(is.get("nlink"), 1);
    }

    /// That a file could not be written to.
    public static UnusableFileException unwritable(Path file, IOException e) {
        String why = reason(e);
        boolean full = why.contains("No space left") || why.contains("quota exceeded");
        return UnusableFileException.of(
                e,
                "cannot write to " + file,
                full ? "free space there" : remedy(e, parent(file), "check its owner and the disk"));
    }

    /// Whoever owns a folder, nobody writes to it where its file system is read-only. The units of systemd that come
    /// with the program make nearly all so for it.
    static String remedy(IOException e, Path folder, String otherwise) {
        String why = reason(e);
        if (why.contains("Too many open files")) {
            return "raise the limit of open files (ulimit -n, LimitNOFILE= of the unit)";
        }
        return why.contains("Read-only file system")
                ? "mount it writable; under systemd " + folder
                        + " must exist and be named in ReadWritePaths= of the unit"
                : otherwise;
    }

    /// Why, without the name of the file.
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileSystemException f when f.getReason() != null -> Texts.printable(f.getReason(), 200);
            default -> Texts.printable(String.valueOf(e.getMessage()), 200);
        };
    }
}
