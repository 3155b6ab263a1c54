package io.imagesync.sync;

import java.time.Duration;
import java.time.Instant;

/// The clock and the waiting of a run, so that tests need not wait.
public interface Time {
    Time SYSTEM = new Time() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    /// The wall clock.
    Instant now();

    /// The monotonic clock, for durations.
    long nanos();

    void sleep(Duration duration) throws InterruptedException;

    default Duration since(long startNanos) {
        return Duration.ofNanos(nanos() - startNanos);
    }
}
