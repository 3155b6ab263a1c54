package io.imagesync.archive;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Sha256;
import io.imagesync.node.Contents.Taker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Writes a blob as it comes, summed up, and never more than it may have.
final class Copy implements Taker {
    private final Descriptor blob;
    private final OutputStream out;
    private final Sha256 sum = new Sha256();
    private byte[] buffer = new byte[64 << 10];
    private long count;

    Copy(Descriptor blob, OutputStream out) {
        this.blob = blob;
        this.out = out;
    }

    /// Bytes that were written.
    long count() {
        return count;
    }

    /// Whether it is all there, and right. Asked once, at the end.
    boolean isWhole() {
        return count == blob.size() && sum.digest().equals(blob.digest());
    }

    /// What is too much is left out, and counted.
    @Override
    public void take(ByteBuffer part) throws IOException {
        int size = Math.clamp(blob.size() - count, 0, part.remaining());
        count += part.remaining();
        if (buffer.length < size) {
            buffer = new byte[size];
        }
        part.get(buffer, 0, size);
        sum.add(buffer, size);
        out.write(buffer, 0, size);
    }
}
