package io.imagesync.archive;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// An OCI layout in a folder. Only its fixed names and those of blobs are ever asked for, and links are not followed.
record FolderParts(Path folder, Map<String, Part> known) implements Parts {
    private static final int BUFFER = 256 << 10;

    FolderParts(Path folder) {
        this(folder, new HashMap<>());
    }

    @Override
    public String where() {
        return folder.toString();
    }

    /// Reads it whole, the first time.
    @Override
    public Optional<Part> find(String name) throws UnusableFileException {
        synchronized (known) {
            Optional<Part> part = Optional.ofNullable(known.get(name));
            if (part.isEmpty()) {
                part = summed(name);
                part.ifPresent(one -> known.put(name, one));
            }
            return part;
        }
    }

    private Optional<Part> summed(String name) throws UnusableFileException {
        Path file = folder.resolve(name);
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!is.isRegularFile()) {
                throw broken(name + " is a link, or not a regular file");
            }
            Sha256 sum = new Sha256();
            long size = 0;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] buffer = new byte[BUFFER];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    sum.add(buffer, n);
                    size += n;
                }
            }
            return Optional.of(new Part(name, 0, size, sum.digest()));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw Broken.unreadable(file.toString(), e);
        }
    }

    /// That it is still the same is for its receiver to see.
    @Override
    public InputStream open(Part part, long from) throws IOException {
        InputStream in = Files.newInputStream(folder.resolve(part.name()), LinkOption.NOFOLLOW_LINKS);
        in.skipNBytes(from);
        return in;
    }

    @Override
    public void close() {}
}
