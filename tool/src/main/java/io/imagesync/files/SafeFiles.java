package io.imagesync.files;

import io.imagesync.model.Sizes;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Opens files and folders so that nobody else on this host can make us write somewhere else.
public final class SafeFiles {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-x---");
    private static final int STICKY = 01000;
    /// The system's words for a path that leads through a file; there is nothing then.
    private static final String NO_FOLDER = "Not a directory";

    /// The file that is to be written, and the process that does.
    private static final Pattern MADE = Pattern.compile("(.+)\\.([0-9]+)-[0-9a-f]+\\.tmp", Pattern.DOTALL);

    private SafeFiles() {}

    /// The folder, made with mode 750 if it is missing.
    public static void prepareFolder(Path folder) throws UnusableFileException {
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
                setMode(folder, FOLDER);
            }
            checkWritable(folder);
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot make the folder " + folder + ": " + reason(e),
                    remedy(e, folder, "make it by hand or choose another one"));
        }
    }

    /// Whether [#prepareFolder] would succeed, as far as that can be known without making anything.
    ///
    /// @return whether the folder is there already
    public static boolean examineFolder(Path folder) throws UnusableFileException {
        Path there = folder;
        while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
            there = there.getParent();
        }
        try {
            checkWritable(there == null ? folder : there);
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot use the folder " + there + ": " + reason(e), "make it by hand or choose another one");
        }
        return folder.equals(there);
    }

    /// The folder that a file is to be in.
    public static void checkParent(Path file) throws UnusableFileException {
        try {
            checkFolder(parent(file));
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot use the folder of " + file + ": " + reason(e), "make it or choose another one");
        }
    }

    private static Path parent(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file : folder;
    }

    private static void checkWritable(Path folder) throws IOException {
        checkFolder(folder);
        try {
            folder.getFileSystem().provider().checkAccess(folder, AccessMode.WRITE);
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot write to the folder " + folder + ": " + reason(e),
                    remedy(e, folder, "run as root or change its owner"));
        }
    }

    private static void checkFolder(Path folder) throws IOException {
        if (!isThere(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableFileException("the folder " + folder + " is missing", "make it or choose another one");
        }
        if (!isThere(folder) || !(Boolean) Files.getAttribute(folder, "isDirectory")) {
            throw new UnusableFileException(folder + " is not a folder", "move it away or choose another folder");
        }
        int mode = (Integer) Files.getAttribute(folder, "unix:mode");
        if ((mode & 0002) != 0 && (mode & STICKY) == 0) {
            throw new UnusableFileException(
                    "the folder " + folder + " is writable by everybody", "chmod o-w " + folder);
        }
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
            return open(file, PosixFilePermissions.fromString(permissions));
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static FileChannel open(Path file, Set<PosixFilePermission> permissions) throws IOException {
        try {
            FileChannel made = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.CREATE_NEW),
                    PosixFilePermissions.asFileAttribute(permissions));
            setMode(file, permissions);
            return made;
        } catch (FileAlreadyExistsException e) {
            checkRegular(file);
            return FileChannel.open(
                    file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
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
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// That it could not be read, which says nothing of what is in it.
    public static UnusableFileException unreadable(Path file, IOException e) {
        UnusableFileException unreadable = new UnusableFileException(
                "cannot read " + file + ": " + reason(e), remedy(e, parent(file), "check its owner and the disk"));
        unreadable.initCause(e);
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
                        file + " has something that is not of image-sync", "move it away or name another file");
            }
        } catch (NoSuchFileException _) {
            // There is nothing to lose.
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// How a file begins, in one line fit to be shown, and not through a link.
    ///
    /// @param most bytes that are read
    public static String beginning(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Texts.shown(new String(in.readNBytes(most), StandardCharsets.UTF_8).strip(), most);
        }
    }

    /// Puts a file with mode 600 in the place of whatever has that name, or of nothing: whole, or not at all. It is
    /// made in the same folder under a name that no other run uses; what killed runs left there is removed.
    public static void replace(Path file, byte[] bytes) throws UnusableFileException {
        replace(file, bytes, "rw-------");
    }

    /// The same with other permissions, whatever the umask is.
    public static void replace(Path file, byte[] bytes, String permissions) throws UnusableFileException {
        replace(file, permissions, out -> out.write(bytes));
    }

    /// What a file is to have, where that may be too large to be held in memory.
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// The same piece by piece.
    public static void replace(Path file, String permissions, Content content) throws UnusableFileException {
        try {
            removeLeftOvers(file);
            Path made = file.resolveSibling(
                    file.getFileName() + "." + ProcessHandle.current().pid() + "-" + PrivateFolder.random() + ".tmp");
            try (FileChannel channel = create(made, PosixFilePermissions.fromString(permissions))) {
                content.writeTo(Channels.newOutputStream(channel));
                channel.force(true);
                Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot write " + file + ": " + reason(e),
                    remedy(e, parent(file), "check the disk, and the owner of its folder"));
        }
    }

    private static FileChannel create(Path file, Set<PosixFilePermission> permissions) throws IOException {
        FileChannel made = FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(permissions));
        setMode(file, permissions);
        return made;
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

    /// What killed runs left while they wrote that file.
    private static void removeLeftOvers(Path file) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parent(file), "*.tmp")) {
            for (Path one : files) {
                Matcher made = MADE.matcher(one.getFileName().toString());
                if (made.matches()
                        && made.group(1).equals(file.getFileName().toString())
                        && !Files.exists(Path.of("/proc", made.group(2)))) {
                    Files.deleteIfExists(one);
                }
            }
        }
    }

    /// Gives whatever has that name another one, in place of whatever has that; a link is not followed.
    public static void moveAside(Path file, Path aside) throws UnusableFileException {
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            // There is nothing to move.
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot rename " + file + " to " + aside + ": " + reason(e), "move it away by hand");
        }
    }

    /// Not a link, whatever it leads to; what is not there is none.
    public static void checkNoLink(Path folder) throws UnusableFileException {
        if (Files.isSymbolicLink(folder)) {
            throw new UnusableFileException(folder + " is a link", "name the folder that it leads to");
        }
    }

    /// Nothing yet, or a regular file with one link: what a person names may be something that is not to be lost.
    public static void checkReplaceable(Path file) throws UnusableFileException {
        try {
            checkRegular(file);
        } catch (NoSuchFileException _) {
            // There is nothing to lose.
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /// A regular file with one link, or words.
    public static void checkRegular(Path file) throws IOException {
        if (!isRegular(file)) {
            throw new UnusableFileException(
                    file + " is a link, a folder or otherwise no regular file with one link", "move it away");
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
        return new UnusableFileException(
                "cannot write to " + file + ": " + why,
                full ? "free space there" : remedy(e, parent(file), "check its owner and the disk"));
    }

    /// Whoever owns a folder, nobody writes to it where its file system is read-only. The units of systemd that come
    /// with the program make nearly all so for it.
    private static String remedy(IOException e, Path folder, String otherwise) {
        String why = reason(e);
        if (why.contains("Too many open files")) {
            return "raise the limit of open files (ulimit -n, LimitNOFILE= of the unit)";
        }
        return why.contains("Read-only file system")
                ? "mount it writable; under systemd " + folder
                        + " has to be there and be named in ReadWritePaths= of the unit"
                : otherwise;
    }

    /// Why, without the name of the file.
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder";
            case FileSystemException f when f.getReason() != null -> Texts.shown(f.getReason(), 200);
            default -> Texts.shown(String.valueOf(e.getMessage()), 200);
        };
    }
}
