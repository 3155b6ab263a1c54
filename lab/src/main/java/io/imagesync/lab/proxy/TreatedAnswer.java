package io.imagesync.lab.proxy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// An answer on its way to the client, as far as something is done to it. Used by one thread.
final class TreatedAnswer {
    private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};

    private final Treatment treatment;
    private int endMatched;
    private boolean damaged;
    private long sent;
    /// When the next byte may be sent, by [System#nanoTime].
    private long free = System.nanoTime();

    TreatedAnswer(Treatment treatment) {
        this.treatment = treatment;
    }

    /// How many bytes to send at once.
    int piece(int most) {
        return treatment instanceof Treatment.Slow ? 1 : most;
    }

    /// Ends when the piece may be sent, changed where it is to be.
    ///
    /// @throws IOException when the connection is over
    void prepare(byte[] bytes, int at, int size, Client client, Relay relay) throws IOException, InterruptedException {
        switch (treatment) {
            case Treatment.Slow(long rate) -> {
                free = Math.max(free, System.nanoTime()) + size * TimeUnit.SECONDS.toNanos(1) / rate;
                client.awaitMoment(relay, free);
            }
            case Treatment.Damaged() -> damage(bytes, at, size);
            case Treatment.Cut _, Treatment.Answered _ -> {}
        }
    }

    /// @return whether the connection is to be reset now
    boolean isCutAfter(int size) {
        sent += size;
        return treatment instanceof Treatment.Cut(long bytes) && sent >= bytes;
    }

    private void damage(byte[] bytes, int at, int size) {
        for (int i = at; i < at + size && !damaged; i++) {
            if (endMatched == HEADERS_END.length) {
                bytes[i] ^= 1;
                damaged = true;
            } else if (bytes[i] == HEADERS_END[endMatched]) {
                endMatched++;
            } else {
                endMatched = bytes[i] == HEADERS_END[0] ? 1 : 0;
            }
        }
    }
}
