package io.imagesync.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/// Keeps the first bytes that are written and drops the rest, so that the writer never waits.
final class Head extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private boolean cut;

    Head(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int taken = Math.min(length, limit - kept.size());
        kept.write(bytes, offset, taken);
        cut |= taken < length;
    }

    synchronized byte[] bytes() {
        return kept.toByteArray();
    }

    /// Whether something was dropped.
    synchronized boolean cut() {
        return cut;
    }
}
