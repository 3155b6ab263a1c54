package io.imagesync.archive;

import io.imagesync.files.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The files in an archive or in a folder, by name. Safe for use by several threads.
interface Parts extends AutoCloseable {
    /// @param name in the archive, by `/`
    /// @param offset bytes, where it begins in the file that holds it
    /// @param digest of its bytes, as they are: `sha256:` and 64 hexadecimal digits
    record Part(String name, long offset, long size, String digest) {}

    /// The archive or the folder, in words.
    String where();

    /// @return nothing when there is none
    Optional<Part> find(String name) throws UnusableFileException;

    /// Reads a part from an offset to its end, and is told in words when it became shorter. Nobody who is
    /// interrupted
    /// harms others that read.
    InputStream open(Part part, long from) throws IOException;

    @Override
    void close();

    /// A part that must be there and be small: it is held in memory.
    default byte[] bytes(String name, int most) throws UnusableFileException {
        Part part = find(name).orElseThrow(() -> broken("it lacks " + Broken.shown(name)));
        if (part.size() > most) {
            throw broken(Broken.shown(name) + " has more than " + most + " bytes");
        }
        try (InputStream in = open(part, 0)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw Broken.unreadable(where(), e);
        }
    }

    default UnusableFileException broken(String what) {
        return Broken.archive(where(), what);
    }
}
