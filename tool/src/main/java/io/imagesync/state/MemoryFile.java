package io.imagesync.state;

import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import io.imagesync.json.StrictJson;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// `STATE_DIR/memory.json`. One that cannot be used is kept as `memory.json.broken` when a new one is written.
/// One that could not be read may be a good one: it stays as it is, and nothing is written.
final class MemoryFile {
    static final int MAX_BYTES = 32 << 20;

    private final Path folder;
    private final Path file;
    private final Path aside;
    private boolean broken;
    private boolean unread;

    MemoryFile(Path folder) {
        this.folder = folder;
        file = folder.resolve("memory.json");
        aside = folder.resolve("memory.json.broken");
    }

    /// Makes the folder if it is missing, and sees to it that it can be written to.
    void prepareFolder() throws UnusableFileException {
        SafeFolders.checkNoLink(folder);
        SafeFolders.prepare(folder);
    }

    /// The same look at a folder that is there, to which nothing is going to be written.
    void checkFolder() throws UnusableFileException {
        SafeFolders.checkNoLink(folder);
        if (SafeFiles.isThere(folder, LinkOption.NOFOLLOW_LINKS)) {
            SafeFolders.checkParent(file);
        }
    }

    Map<NodeImage, Entry> read(Instant now) throws UnusableFileException {
        try {
            Optional<byte[]> bytes = SafeFiles.read(file, MAX_BYTES);
            return bytes.isEmpty() ? Map.of() : MemoryJson.read(bytes.get(), now);
        } catch (StrictJson.Broken e) {
            broken = true;
            throw new UnusableFileException(
                    file + " cannot be used: " + e.getMessage(), "check the disk if that happens again");
        } catch (UnusableFileException e) {
            broken = e.getCause() == null;
            unread = !broken;
            throw e;
        }
    }

    void write(Map<NodeImage, Entry> entries) throws UnusableFileException {
        if (unread) {
            return;
        }
        if (broken) {
            SafeFiles.moveAside(file, aside);
            broken = false;
        }
        AtomicFile.replace(file, MemoryJson.write(entries, MAX_BYTES));
    }

    /// What a run does with one that it could not read or use.
    String fate() {
        return unread ? "leaves it as it is" : "keeps it as " + aside;
    }
}
