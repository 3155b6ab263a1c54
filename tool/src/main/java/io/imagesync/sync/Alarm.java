package io.imagesync.sync;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Has something done at one moment to come. Used by one thread; what it has done is done on another.
final class Alarm {
    private final Time time;
    private final Runnable task;
    private OptionalLong moment = OptionalLong.empty();
    private @Nullable Thread waiting;

    Alarm(Time time, Runnable task) {
        this.time = time;
        this.task = task;
    }

    /// Sets it anew.
    ///
    /// @param nanos to come by the monotonic clock; empty to switch it off
    void set(OptionalLong nanos) {
        if (nanos.equals(moment)) {
            return;
        }
        moment = nanos;
        if (waiting != null) {
            waiting.interrupt();
            waiting = null;
        }
        if (nanos.isPresent()) {
            waiting = Thread.ofVirtual().name("alarm").start(() -> await(nanos.getAsLong()));
        }
    }

    private void await(long nanos) {
        try {
            for (long left = nanos - time.nanos(); left > 0; left = nanos - time.nanos()) {
                time.sleep(Duration.ofNanos(left));
            }
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
