package io.imagesync.node;

import java.time.Duration;

/// What is left of a limit that several steps share.
///
/// @param end as [System#nanoTime()] counts
record Limit(long end) {
    /// A step that begins at the very end is given this much, so that it can fail in its own words.
    private static final Duration LEAST = Duration.ofMillis(10);

    static Limit of(Duration limit) {
        return new Limit(System.nanoTime() + limit.toNanos());
    }

    Duration left() {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }
}
