package io.imagesync.relay;

import java.util.concurrent.TimeUnit;

/// How many bytes a second may go through, for all that share it: a bucket that holds what a fifth of a second gives.
/// Safe for use by several threads.
final class Rate {
    /// A clock, and the waiting by it.
    interface Time {
        Time SYSTEM = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };

        long nanos();

        void sleep(long nanos) throws InterruptedException;
    }

    private static final long BURST = TimeUnit.MILLISECONDS.toNanos(200);
    /// Bytes that go in one part where there is no limit.
    private static final int PART = 256 << 10;

    private final long bytesPerSecond;
    private final Time time;
    /// When all that was taken will have gone through.
    private long paidUntil;

    /// @param bytesPerSecond 0 is no limit
    Rate(long bytesPerSecond, Time time) {
        this.bytesPerSecond = bytesPerSecond;
        this.time = time;
        this.paidUntil = time.nanos() - BURST;
    }

    /// Bytes that are best taken at once, so that nobody waits long.
    int part() {
        return bytesPerSecond == 0 ? PART : Math.clamp(bytesPerSecond / 10, 1, PART);
    }

    /// Waits until so many bytes may go.
    void take(long bytes) throws InterruptedException {
        if (bytesPerSecond == 0 || bytes == 0) {
            return;
        }
        long wait = reserve(bytes);
        if (wait > 0) {
            time.sleep(wait);
        }
    }

    private synchronized long reserve(long bytes) {
        long now = time.nanos();
        paidUntil = Math.max(paidUntil - now, -BURST) + now;
        paidUntil += (long) ((double) bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond);
        return paidUntil - now;
    }
}
