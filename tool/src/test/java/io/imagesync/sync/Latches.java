package io.imagesync.sync;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits with a deadline.
final class Latches {
    private Latches() {}

    static void reached(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("what was waited for has not come");
        }
    }
}
