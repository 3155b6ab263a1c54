package io.imagesync.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// How fast bytes have come of late: since the last mark but one. What was long ago does not count.
///
/// @param from the last mark but one, and the bytes that were there then
/// @param mark the last one
record Pace(Point from, Point mark) {
    /// From one mark to the next.
    private static final Duration STEP = Duration.ofSeconds(15);

    /// What is measured over less says nothing of what is to come.
    private static final Duration LEAST = Duration.ofSeconds(10);

    record Point(Instant when, long bytes) {}

    static Pace from(Point start) {
        return new Pace(start, start);
    }

    /// To be told often.
    Pace at(Instant now, long bytes) {
        return Duration.between(mark.when, now).compareTo(STEP) < 0 ? this : new Pace(mark, new Point(now, bytes));
    }

    /// Nothing before there was time to measure.
    OptionalLong bytesPerSecond(Instant now, long bytes) {
        long millis = Duration.between(from.when, now).toMillis();
        return millis <= 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, bytes - from.bytes) * 1000 / millis);
    }

    /// How long the rest takes, if that can be said: not when nothing comes.
    Optional<Duration> left(Instant now, long bytes, OptionalLong total) {
        long rate = bytesPerSecond(now, bytes).orElse(0);
        return total.isEmpty() || rate == 0 || Duration.between(from.when, now).compareTo(LEAST) < 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.max(0, total.getAsLong() - bytes) / rate));
    }
}
