package io.imagesync.archive;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Result;
import io.imagesync.model.Sha256;
import io.imagesync.relay.Blobs;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Images that are gathered from where they are and written as one file: an OCI archive (`image-layout.md` of the OCI
/// image specification, as tar) that has the list of `docker save` beside its own. Each blob is in it once.
public final class OciArchive {
    /// One name of an image.
    ///
    /// @param digest its name with a digest, where its holder has one
    /// @param manifest of one platform: configuration, then layers
    record Saved(ImageRef name, Optional<ImageRef> digest, Descriptor target, List<Descriptor> manifest) {}

    private final List<Saved> images = new ArrayList<>();
    private final Map<String, Gathered.Found> blobs = new LinkedHashMap<>();

    /// Looks where all content of an image is; reads only its manifests.
    ///
    /// @param holders who may have it, the best first
    /// @return why it cannot be written, or nothing
    public Optional<Failure> add(ImageRef name, List<Blobs> holders, Duration limit) throws InterruptedException {
        return switch (Gathered.of(name, holders, limit)) {
            case Result.Failed<Gathered>(var why) -> Optional.of(why);
            case Result.Ok<Gathered>(var image) -> {
                images.add(new Saved(name, image.digest(), image.target(), image.manifest()));
                image.blobs().forEach(blobs::putIfAbsent);
                yield Optional.empty();
            }
        };
    }

    /// Bytes of all blobs.
    public long size() {
        return blobs.values().stream().mapToLong(found -> found.blob().size()).sum();
    }

    /// Reads the blobs and writes them as they come.
    ///
    /// @param limit for one blob
    /// @throws UnusableFileException when nobody can give a blob whole
    public void writeTo(OutputStream out, Duration limit) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        small(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII));
        small(tar, OciLayout.INDEX, ImageWriting.index(images));
        small(tar, DockerSave.LIST, ImageWriting.dockerList(images));
        for (Gathered.Found found : blobs.values()) {
            begin(tar, Sha256.path(found.blob().digest()), found.blob().size());
            try {
                copy(found, tar, limit);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            tar.closeArchiveEntry();
        }
        tar.finish();
    }

    private static void small(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        begin(tar, name, bytes.length);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /// Nothing in it tells when or where it was made.
    private static void begin(TarArchiveOutputStream tar, String name, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
    }

    /// From the first that gives it; where one fails the next goes on.
    private static void copy(Gathered.Found found, TarArchiveOutputStream tar, Duration limit)
            throws IOException, InterruptedException {
        Copy copy = new Copy(found.blob(), tar);
        Optional<Failure> why = Optional.empty();
        for (Blobs source : found.holders()) {
            why = source.read(found.blob().digest(), copy.count(), limit, copy);
            if (why.isEmpty() && copy.isWhole()) {
                return;
            }
            if (why.isEmpty()) {
                why = Optional.of(Broken.content(found.blob().digest() + " of " + source.where() + " is damaged"));
            }
        }
        throw why.map(failure -> new UnusableFileException(failure.what(), failure.remedy()))
                .orElseThrow();
    }
}
