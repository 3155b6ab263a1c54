package io.imagesync.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/// A tar file as its reader takes it: knows where it is, and how much a header may have. The reader itself holds names
/// in memory however long they are.
final class TarStream extends InputStream {
    /// Bytes of all headers before one file: names and attributes. It bounds how many of them follow each other, too.
    static final int MAX_HEADER = 128 << 10;

    private final RandomAccessFile file;
    private long position;
    private long room = Long.MAX_VALUE;

    TarStream(RandomAccessFile file) {
        this.file = file;
    }

    long position() {
        return position;
    }

    void headerBegins() {
        room = MAX_HEADER;
    }

    void headerEnds() {
        room = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (count > room) {
            throw new IOException("a header has more than " + MAX_HEADER + " bytes");
        }
        int n = file.read(bytes, from, count);
        position += Math.max(0, n);
        room -= Math.max(0, n);
        return n;
    }

    /// Whether it is still there is seen when what follows is read.
    @Override
    public long skip(long count) throws IOException {
        long skipped = Math.min(Math.max(0, count), Math.max(0, file.length() - position));
        position += skipped;
        file.seek(position);
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, file.length() - position));
    }

    /// The file is read on.
    @Override
    public void close() {}
}
