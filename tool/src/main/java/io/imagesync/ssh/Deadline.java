package io.imagesync.ssh;

import java.time.Duration;

/// A point in time of the JVM's monotonic clock after which nobody waits any more.
///
/// @param nanos as [System#nanoTime()] counts
record Deadline(long nanos) {
    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    boolean passed() {
        return nanosLeft() == 0;
    }

    long nanosLeft() {
        return Math.max(0, nanos - System.nanoTime());
    }

    Deadline orSooner(Duration limit) {
        Deadline other = in(limit);
        return other.nanos - nanos < 0 ? other : this;
    }
}
