package io.imagesync.archive;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// The files in a tar file, found and summed up in one pass over it. Nothing is ever unpacked by its name: names that
/// lead out of it are refused all the same, since whoever wrote them meant no good.
final class TarParts implements Parts {
    static final int MAX_ENTRIES = 100_000;
    /// Longer names are of nothing that an image needs; they are not kept.
    private static final int MAX_NAME = 255;

    private static final int BUFFER = 256 << 10;

    private final String where;
    private final RandomAccessFile file;
    private final ReentrantLock reading = new ReentrantLock();
    private final Map<String, Part> parts = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    private TarParts(String where, RandomAccessFile file) {
        this.where = where;
        this.file = file;
    }

    /// Takes over the file, also when it fails.
    static TarParts of(String where, RandomAccessFile file) throws UnusableFileException {
        TarParts made = new TarParts(where, file);
        boolean done = false;
        try (TarStream in = new TarStream(file);
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            made.index(in, tar);
            done = true;
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw made.broken("it is not a complete tar file (" + Broken.shown(String.valueOf(e.getMessage())) + ")");
        } finally {
            if (!done) {
                made.close();
            }
        }
        return made;
    }

    private void index(TarStream in, TarArchiveInputStream tar) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int entries = 0;
        for (TarArchiveEntry entry = next(in, tar); entry != null; entry = next(in, tar)) {
            if (++entries > MAX_ENTRIES) {
                throw broken("it has more than " + MAX_ENTRIES + " files");
            }
            String name = inside(entry.getName());
            switch (kind(entry)) {
                case REGULAR -> add(new Part(name, in.position(), entry.getSize(), sum(tar, entry, buffer)));
                case LINK -> add(name, target(name, entry));
                case FOLDER -> {}
                case OTHER ->
                    throw broken(Broken.shown(name) + " is not a regular file: a device, a pipe or a sparse file");
            }
        }
    }

    private static TarArchiveEntry next(TarStream in, TarArchiveInputStream tar) throws IOException {
        in.headerBegins();
        TarArchiveEntry entry = tar.getNextEntry();
        in.headerEnds();
        return entry;
    }

    private enum Kind {
        REGULAR,
        LINK,
        FOLDER,
        OTHER
    }

    private static Kind kind(TarArchiveEntry entry) {
        if (entry.isDirectory()) {
            return Kind.FOLDER;
        }
        if (entry.isLink() || entry.isSymbolicLink()) {
            return Kind.LINK;
        }
        boolean odd = entry.isSparse() || entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
        return odd ? Kind.OTHER : Kind.REGULAR;
    }

    private String sum(TarArchiveInputStream tar, TarArchiveEntry entry, byte[] buffer) throws IOException {
        Sha256 sum = new Sha256();
        long size = 0;
        for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
            sum.add(buffer, n);
            size += n;
        }
        if (size != entry.getSize()) {
            throw broken("it ends in the middle of " + Broken.shown(entry.getName()));
        }
        return sum.digest();
    }

    private void add(Part part) throws UnusableFileException {
        Optional<String> promised = Sha256.promised(part.name());
        if (promised.isPresent() && !promised.get().equals(part.digest())) {
            throw broken(Broken.shown(part.name()) + " has another digest: " + part.digest());
        }
        Part before = part.name().length() > MAX_NAME ? null : parts.putIfAbsent(part.name(), part);
        if (before != null && !before.digest().equals(part.digest())) {
            throw broken(Broken.shown(part.name()) + " is in it twice, with different contents");
        }
    }

    private void add(String link, String target) {
        if (Math.max(link.length(), target.length()) <= MAX_NAME) {
            links.put(link, target);
        }
    }

    /// The name without `./`, when it stays in the archive.
    private String inside(String name) throws UnusableFileException {
        return resolved("", name)
                .orElseThrow(() -> broken("the name " + Broken.shown(name) + " points outside the archive"));
    }

    /// `docker save` has a link where a layer is in it twice.
    private String target(String name, TarArchiveEntry link) throws UnusableFileException {
        String folder = link.isSymbolicLink() ? name.substring(0, name.lastIndexOf('/') + 1) : "";
        return resolved(folder, link.getLinkName())
                .orElseThrow(() -> broken("the link " + Broken.shown(name) + " points outside the archive"));
    }

    /// @param folder of which each part is a name, since it was resolved before; ends with `/` or is empty
    private static Optional<String> resolved(String folder, String name) {
        if (name.startsWith("/") || name.indexOf('\0') >= 0 || name.length() > Short.MAX_VALUE) {
            return Optional.empty();
        }
        String rest = name;
        String base = folder;
        while (!folder.isEmpty() && rest.startsWith("../")) {
            if (base.isEmpty()) {
                return Optional.empty();
            }
            base = base.substring(0, base.lastIndexOf('/', base.length() - 2) + 1);
            rest = rest.substring("../".length());
        }
        StringBuilder to = new StringBuilder(base);
        for (String part : rest.split("/", -1)) {
            if (part.equals("..")) {
                return Optional.empty();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                to.append(to.isEmpty() || to.charAt(to.length() - 1) == '/' ? "" : "/")
                        .append(part);
            }
        }
        return Optional.of(to.toString());
    }

    @Override
    public String where() {
        return where;
    }

    @Override
    public Optional<Part> find(String name) {
        return Optional.ofNullable(parts.get(links.getOrDefault(name, name)));
    }

    @Override
    public InputStream open(Part part, long from) {
        return new InputStream() {
            private long at = from;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int begin, int count) throws IOException {
                if (at >= part.size()) {
                    return -1;
                }
                int n = readAt(part.offset() + at, bytes, begin, (int) Math.min(count, part.size() - at));
                if (n < 0) {
                    throw broken("it became shorter while it was read");
                }
                at += n;
                return n;
            }
        };
    }

    private int readAt(long offset, byte[] bytes, int begin, int most) throws IOException {
        reading.lock();
        try {
            file.seek(offset);
            return file.read(bytes, begin, most);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
