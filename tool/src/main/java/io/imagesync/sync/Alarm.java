package io.imagesync.sync;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Has something done at one moment to come. Guarded by its owner.
final class Alarm {
    private final Crew crew;
    private final Time time;
    private final Runnable task;
    private OptionalLong moment = OptionalLong.empty();
    private @Nullable Thread waiting;

    /// @param task is also run when the crew is told to stop while the alarm is set
    Alarm(Crew crew, Time time, Runnable task) {
        this.crew = crew;
        this.time = time;
        this.task = task;
    }

    /// Sets it anew.
    ///
    /// @param nanos by the monotonic clock; empty to switch it off
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
            waiting = crew.start("alarm", () -> await(nanos.getAsLong()));
        }
    }

    /// It has rung, and can be set to the same moment again. Said by the task; where it was set anew just before, that
    /// stays.
    void rung() {
        if (Thread.currentThread().equals(waiting)) {
            moment = OptionalLong.empty();
            waiting = null;
        }
    }

    private void await(long nanos) {
        try {
            long left = nanos - time.nanos();
            if (left > 0) {
                time.sleep(Duration.ofNanos(left));
            }
        } catch (InterruptedException e) {
            if (!crew.isStopped()) {
                return;
            }
        }
        task.run();
    }
}
