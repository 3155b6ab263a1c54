package io.imagesync.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A clock that only moves when somebody sleeps or a test moves it.
final class FakeTime implements Time {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final List<Duration> sleeps = new ArrayList<>();
    private Duration passed = Duration.ZERO;
    private volatile Runnable meanwhile = () -> {};
    private volatile FakeNode.Step falling = () -> {};

    /// What goes on while somebody sleeps.
    void whileSleeping(Runnable action) {
        meanwhile = action;
    }

    /// What comes before time passes for one who sleeps.
    void beforeSleeping(FakeNode.Step step) {
        falling = step;
    }

    synchronized void pass(Duration duration) {
        passed = passed.plus(duration);
    }

    /// How long was slept, in order.
    synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }

    @Override
    public synchronized Instant now() {
        return START.plus(passed);
    }

    @Override
    public synchronized long nanos() {
        return passed.toNanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        falling.run();
        synchronized (this) {
            sleeps.add(duration);
            passed = passed.plus(duration);
        }
        meanwhile.run();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
