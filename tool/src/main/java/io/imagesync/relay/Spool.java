package io.imagesync.relay;

import io.imagesync.files.SafeFiles;
import io.imagesync.model.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Blobs that running sends need, each read from its source once. A blob is in a file that has lost its name as soon as
/// it was made, so that nothing of it is left however we end; it goes when no running send needs it. Safe for use by
/// several threads.
final class Spool implements AutoCloseable {
    /// Bytes that all files together may have.
    static final long LIMIT = 64L << 30;

    private final Path folder;
    private final long limit;
    private final Rate in;
    private final Map<String, Integer> needed = new HashMap<>();
    private final Map<String, SharedBlob> blobs = new HashMap<>();

    /// @param folder for the files
    /// @param limit bytes; half of what is free on the disk is never passed
    /// @param in what comes from sources
    Spool(Path folder, long limit, Rate in) {
        this.folder = folder;
        this.limit = limit;
        this.in = in;
    }

    /// A disk, unlike `/run` and often `/tmp`, which are memory.
    static Path usualFolder() {
        Path disk = Path.of("/var/tmp");
        return Files.isWritable(disk) ? disk : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /// A send begins that may want these.
    synchronized void need(Collection<String> digests) {
        digests.forEach(digest -> needed.merge(digest, 1, Integer::sum));
    }

    /// That send has ended.
    synchronized void release(Collection<String> digests) {
        for (String digest : digests) {
            if (needed.computeIfPresent(digest, (_, count) -> count == 1 ? null : count - 1) == null) {
                remove(digest);
            }
        }
    }

    private void remove(String digest) {
        SharedBlob blob = blobs.remove(digest);
        if (blob != null) {
            blob.close();
        }
    }

    /// The blob, which may be on its way; nothing where there is no room for it, or no send needs it any more. One that
    /// failed is tried anew.
    synchronized Optional<SharedBlob> open(Blobs source, Descriptor blob) {
        SharedBlob known = blobs.get(blob.digest());
        if (known != null && !known.failed()) {
            return Optional.of(known);
        }
        remove(blob.digest());
        if (!needed.containsKey(blob.digest())) {
            return Optional.empty();
        }
        try {
            if (!hasRoom(blob.size())) {
                return Optional.empty();
            }
            SharedBlob shared =
                    new SharedBlob(source, blob, SafeFiles.nameless(folder).getChannel(), in);
            blobs.put(blob.digest(), shared);
            shared.start();
            return Optional.of(shared);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean hasRoom(long size) throws IOException {
        long reserved = blobs.values().stream().mapToLong(SharedBlob::size).sum();
        long written = blobs.values().stream().mapToLong(SharedBlob::written).sum();
        long free = Files.getFileStore(folder).getUsableSpace() + written;
        return size <= Math.min(limit, free / 2) - reserved;
    }

    /// How many blobs are held.
    synchronized int count() {
        return blobs.size();
    }

    @Override
    public synchronized void close() {
        needed.clear();
        Set.copyOf(blobs.keySet()).forEach(this::remove);
    }
}
