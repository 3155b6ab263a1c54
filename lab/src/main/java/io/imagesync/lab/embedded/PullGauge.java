package io.imagesync.lab.embedded;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How many pulls run, and how many ran at once at most. One for each node, which also counts in that of the fleet.
public final class PullGauge {
    private final @Nullable PullGauge whole;
    private final AtomicInteger current = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();

    private PullGauge(@Nullable PullGauge whole) {
        this.whole = whole;
    }

    static PullGauge ofFleet() {
        return new PullGauge(null);
    }

    static PullGauge partOf(PullGauge whole) {
        return new PullGauge(whole);
    }

    public int current() {
        return current.get();
    }

    public int peak() {
        return peak.get();
    }

    void enter() {
        peak.accumulateAndGet(current.incrementAndGet(), Math::max);
        if (whole != null) {
            whole.enter();
        }
    }

    void leave() {
        current.decrementAndGet();
        if (whole != null) {
            whole.leave();
        }
    }
}
