package io.imagesync.model;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/// How often to try again, and how long to wait before: the first delay doubles with each try, up to five minutes, and
/// varies by up to a quarter to either side so that many nodes do not try in step.
///
/// @param times more tries after the first
/// @param firstDelay before jitter
/// @param random numbers from 0 (inclusive) to 1 (exclusive)
public record Retry(int times, Duration firstDelay, DoubleSupplier random) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public Retry(int times, Duration firstDelay) {
        this(times, firstDelay, () -> ThreadLocalRandom.current().nextDouble());
    }

    /// The delay before the next try, when so many were made.
    public Duration delay(int triesMade) {
        double doubled = (double) firstDelay.toMillis() * Math.pow(2, Math.max(0, triesMade - 1));
        double jitter = 0.75 + random.getAsDouble() / 2;
        return Duration.ofMillis((long) (Math.min(doubled, (double) LONGEST.toMillis()) * jitter));
    }

    public boolean allowsAnother(int triesMade) {
        return triesMade <= times;
    }
}
