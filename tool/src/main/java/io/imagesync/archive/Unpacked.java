package io.imagesync.archive;

import io.airlift.compress.zstd.ZstdInputStream;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Sizes;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// What comes out of a stream that may be compressed, which its first bytes say: gzip (RFC 1952) and zstd (RFC 8878)
/// are
/// unpacked, as far as that may be.
final class Unpacked {
    private static final int BUFFER = 64 << 10;
    private static final int MAGIC = 6;

    /// How much may come out.
    ///
    /// @param most bytes in all
    /// @param unsuspicious bytes that may come out of however little
    /// @param ratio of what comes out to what went in, beyond these
    record Bounds(long most, long unsuspicious, int ratio) {
        /// Layers of images are packed about 3 to 1, empty files in them 1000 to 1.
        Bounds(long most) {
            this(most, 1L << 30, 200);
        }
    }

    enum Packing {
        NONE,
        GZIP,
        ZSTD,
        XZ,
        BZIP2;

        static Packing of(byte[] begin, int count) {
            long first = 0;
            for (int i = 0; i < 4; i++) {
                first = first << 8 | (i < count ? begin[i] & 0xFF : 0);
            }
            if (first >>> 16 == 0x1f8b) {
                return GZIP;
            }
            if (first == 0x28b52ffdL) {
                return ZSTD;
            }
            return first == 0xfd377a58L ? XZ : first >>> 8 == 0x425a68 ? BZIP2 : NONE;
        }
    }

    private final String where;
    private final Counted in;
    private final Packing packing;

    /// @param where it comes from, in words
    Unpacked(String where, InputStream from) throws IOException {
        this.where = where;
        this.in = new Counted(new BufferedInputStream(from, BUFFER));
        byte[] begin = new byte[MAGIC];
        in.mark(MAGIC);
        int count = in.readNBytes(begin, 0, MAGIC);
        in.reset();
        in.count = 0;
        this.packing = Packing.of(begin, count);
    }

    Packing packing() {
        return packing;
    }

    /// @return bytes that came out
    long copy(OutputStream to, Bounds bounds) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long count = 0;
        InputStream plain = plain();
        for (int n = read(plain, buffer); n >= 0; n = read(plain, buffer)) {
            count += n;
            check(count, bounds);
            to.write(buffer, 0, n);
        }
        return count;
    }

    private void check(long count, Bounds bounds) throws UnusableFileException {
        if (packing != Packing.NONE && count > bounds.unsuspicious && count / bounds.ratio > in.count) {
            throw Broken.archive(where, "it unpacks to more than " + bounds.ratio + " times its size, like a zip bomb");
        }
        if (count > bounds.most) {
            throw new UnusableFileException(
                    where + " has more than " + Sizes.bytes(bounds.most) + ", half of what is free for temporary files",
                    "free space, or unpack it by hand and name the unpacked file");
        }
    }

    private InputStream plain() throws IOException {
        try {
            return switch (packing) {
                case NONE -> in;
                case GZIP -> new GZIPInputStream(in, BUFFER);
                case ZSTD -> new ZstdInputStream(new ZstdFrames(where, in));
                case XZ -> throw unknown("xz");
                case BZIP2 -> throw unknown("bzip2");
            };
        } catch (EOFException | ZipException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private UnusableFileException unknown(String program) {
        return new UnusableFileException(
                where + " is compressed with " + program + ", which image-sync cannot read",
                "unpack it (" + program + " -d) and name the unpacked file");
    }

    /// The unpackers say by many kinds of exceptions that what they are given is none of theirs.
    private int read(InputStream plain, byte[] buffer) throws IOException {
        try {
            return plain.read(buffer);
        } catch (UnusableFileException e) {
            throw e;
        } catch (EOFException | ZipException e) {
            throw damaged(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw packing == Packing.ZSTD && !in.failed ? damaged(String.valueOf(e.getMessage())) : e;
        } catch (RuntimeException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private UnusableFileException damaged(String what) {
        return Broken.archive(where, "it is damaged or cut off (" + packing + ": " + Broken.shown(what) + ")");
    }

    /// Knows how much was read, and whether reading itself failed.
    private static final class Counted extends FilterInputStream {
        private long count;
        private boolean failed;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int size) throws IOException {
            try {
                int n = in.read(bytes, from, size);
                count += Math.max(0, n);
                return n;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }
    }
}
