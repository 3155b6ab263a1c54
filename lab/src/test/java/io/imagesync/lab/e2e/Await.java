package io.imagesync.lab.e2e;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Looks again and again until something is so, half a minute at most.
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Await() {}

    /// @param look what is looked at, and shown when it never becomes what it should
    public static <T> T until(String what, Supplier<T> look, Predicate<T> holds) {
        long start = System.nanoTime();
        while (true) {
            T seen = look.get();
            if (holds.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("waited in vain for: " + what + "; last seen: " + seen);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
