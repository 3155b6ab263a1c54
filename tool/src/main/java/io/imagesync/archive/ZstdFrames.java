package io.imagesync.archive;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Sizes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Compressed by zstd (RFC 8878), on its way to the unpacker, which keeps in memory as much as each frame says that it
/// has to. Frames that ask for more than the RFC has all unpackers support are refused.
final class ZstdFrames extends FilterInputStream {
    static final long MAX_WINDOW = 8 << 20;

    private static final int LONGEST_HEADER = 14;

    private enum Part {
        MAGIC,
        FRAME,
        BLOCK
    }

    private final String where;
    private final byte[] header = new byte[LONGEST_HEADER];
    private Part part = Part.MAGIC;
    private int have;
    private int need = 4;
    /// Bytes until the next header.
    private long content;
    private boolean checksum;

    /// @param where it comes from, in words
    ZstdFrames(String where, InputStream in) {
        super(in);
        this.where = where;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int size) throws IOException {
        int n = in.read(bytes, from, size);
        int end = from + n;
        for (int at = from; at < end; ) {
            if (content > 0) {
                int passed = (int) Math.min(content, end - at);
                content -= passed;
                at += passed;
            } else {
                header[have++] = bytes[at++];
                if (have == need) {
                    next();
                }
            }
        }
        return n;
    }

    /// What is no frame, or one to be skipped, is the unpacker's to refuse.
    private void next() throws UnusableFileException {
        switch (part) {
            case MAGIC -> begin(Part.FRAME);
            case FRAME -> {
                need = headerSize();
                if (have == need) {
                    check(window());
                    checksum = (header[0] & 4) != 0;
                    begin(Part.BLOCK);
                }
            }
            case BLOCK -> {
                long block = number(0, 3);
                boolean last = (block & 1) != 0;
                boolean oneByteRepeated = ((block >>> 1) & 3) == 1;
                content = (oneByteRepeated ? 1 : block >>> 3) + (last && checksum ? 4 : 0);
                begin(last ? Part.MAGIC : Part.BLOCK);
            }
        }
    }

    private void begin(Part following) {
        part = following;
        have = 0;
        need = switch (following) {
            case MAGIC -> 4;
            case FRAME -> 1;
            case BLOCK -> 3;
        };
    }

    private boolean isOneSegment() {
        return (header[0] & 0x20) != 0;
    }

    private int headerSize() {
        int dictionary = header[0] & 3;
        return 1 + (isOneSegment() ? 0 : 1) + (dictionary == 3 ? 4 : dictionary) + contentSizeBytes();
    }

    private int contentSizeBytes() {
        int flag = (header[0] >>> 6) & 3;
        return flag == 0 ? isOneSegment() ? 1 : 0 : 1 << flag;
    }

    /// Bytes that have to be kept; no more than there are in all.
    private long window() {
        int bytes = contentSizeBytes();
        long contentSize = bytes == 0 ? Long.MAX_VALUE : number(need - bytes, bytes) + (bytes == 2 ? 256 : 0);
        long all = contentSize < 0 ? Long.MAX_VALUE : contentSize;
        if (isOneSegment()) {
            return all;
        }
        long base = 1L << (10 + (header[1] >>> 3 & 0x1F));
        return Math.min(all, base + base / 8 * (header[1] & 7));
    }

    private void check(long window) throws UnusableFileException {
        if (window > MAX_WINDOW) {
            throw new UnusableFileException(
                    where + " is compressed with zstd and a window of " + Sizes.bytes(window)
                            + "; image-sync reads up to " + Sizes.bytes(MAX_WINDOW),
                    "unpack it (zstd -d --long=31) and name the unpacked file");
        }
    }

    /// The least significant byte comes first.
    private long number(int from, int bytes) {
        long number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = (number << 8) | (header[from + i] & 0xFF);
        }
        return number;
    }
}
