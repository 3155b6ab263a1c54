package io.imagesync.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces files in one step: whoever reads one sees the old one or the new one, each whole.
public final class AtomicFile {
    /// The file that is to be written, and the process that does.
    private static final Pattern MADE = Pattern.compile("(.+)\\.([0-9]+)-[0-9a-f]+\\.tmp", Pattern.DOTALL);

    private AtomicFile() {}

    /// Puts a file with mode 600 in the place of whatever has that name, or of nothing: whole, or not at all. It is
    /// made in the same folder under a name that no other run uses; what killed runs left there is removed.
    public static void replace(Path file, byte[] bytes) throws UnusableFileException {
        replace(file, "rw-------", out -> out.write(bytes));
    }

    /// Has the disk know a file that was put in its place, so that it is there after a crash of this host too.
    public static void keep(Path file) throws UnusableFileException {
        try (FileChannel folder = FileChannel.open(SafeFiles.parent(file), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            throw SafeFiles.unwritable(file, e);
        }
    }

    /// The same for what nobody misses after the host has crashed, so that no disk is waited for.
    public static void show(Path file, byte[] bytes) throws UnusableFileException {
        replace(file, "rw-------", out -> out.write(bytes), false);
    }

    /// What a file is to have, where that may be too large to be held in memory.
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// The same with other permissions, whatever the umask is, and piece by piece.
    ///
    /// @throws UnusableFileException also that of the content
    public static void replace(Path file, String permissions, Content content) throws UnusableFileException {
        replace(file, permissions, content, true);
    }

    private static void replace(Path file, String permissions, Content content, boolean kept)
            throws UnusableFileException {
        try {
            removeLeftOvers(file);
            Path made = file.resolveSibling(
                    file.getFileName() + "." + ProcessHandle.current().pid() + "-" + PrivateFolder.random() + ".tmp");
            try (FileChannel channel = SafeFiles.create(made, permissions, StandardOpenOption.WRITE)) {
                content.writeTo(Channels.newOutputStream(channel));
                if (kept) {
                    channel.force(true);
                }
                Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw UnusableFileException.of(
                    e,
                    "cannot write " + file,
                    SafeFiles.remedy(e, SafeFiles.parent(file), "check the disk, and the owner of its folder"));
        }
    }

    /// What killed runs left while they wrote that file.
    private static void removeLeftOvers(Path file) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(SafeFiles.parent(file), "*.tmp")) {
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
}
