package io.imagesync.ssh;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Keeps the last bytes that are written and forgets those before, so that the writer never waits.
final class Tail extends OutputStream {
    private final byte[] ring;
    private long written;

    Tail(int limit) {
        ring = new byte[limit];
    }

    @Override
    public synchronized void write(int b) {
        ring[(int) (written++ % ring.length)] = (byte) b;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = Math.max(0, length - ring.length); i < length; i++) {
            write(bytes[offset + i]);
        }
    }

    synchronized byte[] bytes() {
        int length = (int) Math.min(written, ring.length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((written - length + i) % ring.length)];
        }
        return bytes;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
