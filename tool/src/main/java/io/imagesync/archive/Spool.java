package io.imagesync.archive;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes a plain file, which can be read from anywhere in it, of what is compressed or only comes once. It has no name,
/// so that nothing is left of it when we are killed.
final class Spool {
    /// On a disk and not in memory, unlike `/tmp` (Filesystem Hierarchy Standard 5.15).
    private static final Path FOLDER = Path.of("/var/tmp");

    private Spool() {}

    /// The file itself where it is plain, else what is in it.
    static RandomAccessFile plain(String where, Path file) throws UnusableFileException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            Unpacked unpacked = new Unpacked(where, in);
            return unpacked.packing() == Unpacked.Packing.NONE && Files.isRegularFile(file)
                    ? new RandomAccessFile(file.toFile(), "r")
                    : spooled(unpacked);
        } catch (IOException e) {
            throw Broken.unreadable(where, e);
        }
    }

    /// All of a stream.
    static RandomAccessFile plain(String where, InputStream in) throws UnusableFileException {
        try {
            return spooled(new Unpacked(where, in));
        } catch (IOException e) {
            throw Broken.unreadable(where, e);
        }
    }

    private static RandomAccessFile spooled(Unpacked from) throws IOException {
        RandomAccessFile to = SafeFiles.nameless(FOLDER);
        boolean done = false;
        try {
            long free = Files.getFileStore(FOLDER).getUsableSpace();
            from.copy(into(to), new Unpacked.Bounds(free / 2));
            to.seek(0);
            done = true;
            return to;
        } finally {
            if (!done) {
                to.close();
            }
        }
    }

    private static OutputStream into(RandomAccessFile file) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                try {
                    file.write(bytes, from, count);
                } catch (IOException e) {
                    throw SafeFiles.unwritable(FOLDER, e);
                }
            }
        };
    }
}
