package io.imagesync.archive;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Result;
import io.imagesync.node.Contents.Taker;
import io.imagesync.relay.Blobs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Images in a file: of `docker save`, an OCI archive, or an OCI layout in a folder; packed by gzip or zstd or not.
/// When
/// it is open, all that images need is there and has its digest. Safe for use by several threads.
public final class ImageArchive implements Blobs, AutoCloseable {
    private static final int BUFFER = 256 << 10;

    /// An image in it.
    ///
    /// @param names that it has there, in full; empty when there are none, or only a tag without a name
    /// @param ids that runtimes give it: the digests of its configurations, one for each platform
    /// @param size bytes of its largest platform
    public record Image(List<ImageRef> names, Descriptor target, Set<String> ids, long size) {
        public Image {
            names = List.copyOf(names);
            ids = Set.copyOf(ids);
        }

        Image called(List<ImageRef> others) {
            return new Image(others, target, ids, size);
        }
    }

    /// Where a blob is.
    sealed interface Blob {
        long size();
    }

    record Stored(Parts.Part part) implements Blob {
        @Override
        public long size() {
            return part.size();
        }
    }

    /// What the archive has not, and was made of what it has.
    record Made(byte[] bytes) implements Blob {
        @Override
        public long size() {
            return bytes.length;
        }
    }

    private final Parts parts;
    private final List<Image> images = new ArrayList<>();
    private final Map<String, Blob> blobs = new HashMap<>();
    private final Map<ImageRef, Descriptor> names = new HashMap<>();

    private ImageArchive(Parts parts) {
        this.parts = parts;
    }

    /// Reads it whole, and what is not plain into a temporary file.
    ///
    /// @throws UnusableFileException when it is no archive of images, or not a whole one
    public static ImageArchive open(Path file) throws UnusableFileException {
        String where = Broken.shown(file.toString());
        return of(
                Files.isDirectory(file)
                        ? new FolderParts(file)
                        : TarParts.of(where, Spool.plain(where, file.toAbsolutePath())));
    }

    /// The same of what only comes once.
    public static ImageArchive open(String where, InputStream in) throws UnusableFileException {
        return of(TarParts.of(where, Spool.plain(where, in)));
    }

    private static ImageArchive of(Parts parts) throws UnusableFileException {
        ImageArchive made = new ImageArchive(parts);
        boolean done = false;
        try {
            made.readImages();
            done = true;
            return made;
        } finally {
            if (!done) {
                made.close();
            }
        }
    }

    /// Where there are both kinds of lists, that of OCI has the manifests as they are.
    private void readImages() throws UnusableFileException {
        List<Image> found;
        if (parts.find(OciLayout.INDEX).isPresent()) {
            found = new OciLayout(parts, blobs).images();
        } else if (parts.find(DockerSave.LIST).isPresent()) {
            found = new DockerSave(parts, blobs).images();
        } else {
            throw new UnusableFileException(
                    where() + " is not an image archive: it has neither " + OciLayout.INDEX + " nor " + DockerSave.LIST,
                    "create it with image-sync save, docker save, skopeo copy or ctr images export");
        }
        if (found.isEmpty()) {
            throw parts.broken("it has no image");
        }
        Map<String, Image> byTarget = new LinkedHashMap<>();
        found.forEach(image -> byTarget.merge(image.target().digest(), image, ImageArchive::joined));
        for (Image image : byTarget.values()) {
            add(image);
        }
    }

    private static Image joined(Image one, Image same) {
        return one.called(Stream.concat(one.names().stream(), same.names().stream())
                .distinct()
                .toList());
    }

    private void add(Image image) throws UnusableFileException {
        images.add(image);
        for (ImageRef name : image.names()) {
            if (names.put(name, image.target()) != null) {
                throw parts.broken("two images in it have the name " + name);
            }
        }
    }

    public List<Image> images() {
        return List.copyOf(images);
    }

    /// Calls the only image in it so, and not as the archive does.
    ///
    /// @throws IllegalStateException when there are several
    public void rename(ImageRef name) {
        if (images.size() != 1) {
            throw new IllegalStateException(images.size() + " images");
        }
        Image image = images.getFirst().called(List.of(name.completed()));
        names.clear();
        names.put(name, image.target());
        images.set(0, image);
    }

    @Override
    public String where() {
        return parts.where();
    }

    @Override
    public Result<Optional<Descriptor>> target(ImageRef name, Duration limit) {
        return new Result.Ok<>(Optional.ofNullable(names.get(name)));
    }

    @Override
    public Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) {
        Map<String, Long> sizes = new HashMap<>();
        for (String digest : digests) {
            Optional.ofNullable(blobs.get(digest)).ifPresent(blob -> sizes.put(digest, blob.size()));
        }
        return new Result.Ok<>(sizes);
    }

    @Override
    public Optional<Failure> read(String digest, long offset, Duration limit, Taker to)
            throws IOException, InterruptedException {
        Blob blob = blobs.get(digest);
        if (blob == null) {
            return Optional.of(Broken.content(where() + " has no blob " + digest));
        }
        byte[] buffer = new byte[Math.clamp(blob.size(), 1, BUFFER)];
        try (InputStream in = open(blob, offset)) {
            while (true) {
                int n;
                try {
                    n = in.read(buffer);
                } catch (IOException e) {
                    return Optional.of(Broken.content(
                            String.valueOf(Broken.unreadable(where(), e).getMessage())));
                }
                if (n < 0) {
                    return Optional.empty();
                }
                to.take(ByteBuffer.wrap(buffer, 0, n));
            }
        }
    }

    private InputStream open(Blob blob, long offset) throws UnusableFileException {
        try {
            return switch (blob) {
                case Stored(var part) -> parts.open(part, offset);
                case Made(var bytes) -> new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset);
            };
        } catch (IOException e) {
            throw Broken.unreadable(where(), e);
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
