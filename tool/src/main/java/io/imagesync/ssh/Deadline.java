package io.imagesync.ssh;

import java.time.Duration;

/// A point in time of the JVM's monotonic clock after which nobody waits any more.
///
/// @param nanos as [System#nanoTime()] counts
public record Deadline(long nanos) {
    /// A step that begins at the very end is given this much, so that it can fail in its own words.
    private static final Duration LEAST = Duration.ofMillis(10);

    public static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    boolean passed() {
        return nanosLeft() == 0;
    }

    long nanosLeft() {
        return Math.max(0, nanos - System.nanoTime());
    }

    /// For the next of several steps.
    public Duration left() {
        Duration left = Duration.ofNanos(nanosLeft());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    Deadline orSooner(Duration limit) {
        Deadline other = in(limit);
        return other.nanos - nanos < 0 ? other : this;
    }
}
