package io.imagesync.relay;

import java.time.Duration;

/// A moment of the monotonic clock by which something has to be done.
record Until(long nanos) {
    static Until in(Duration limit) {
        return new Until(System.nanoTime() + limit.toNanos());
    }

    /// Never less than a millisecond.
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
    }

    boolean passed() {
        return nanos - System.nanoTime() <= 0;
    }
}
