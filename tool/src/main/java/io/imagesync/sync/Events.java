package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// One queue drained by one thread, so that no output needs a lock. An output that throws is reported once and dropped;
/// the run goes on.
public final class Events implements EventListener, AutoCloseable {
    /// How long closing waits for the outputs to write what is queued.
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private static final Consumer<EventListener> END = EventListener::end;

    private final Duration tick;
    private final BlockingQueue<Consumer<EventListener>> queue = new LinkedBlockingQueue<>();
    private final List<EventListener> listeners;
    private final BiConsumer<EventListener, RuntimeException> broken;
    private final Thread drain;

    /// @param tick how often outputs hear that time has passed
    /// @param broken hears of an output that threw, once for each
    public Events(List<EventListener> listeners, Duration tick, BiConsumer<EventListener, RuntimeException> broken) {
        this.listeners = new ArrayList<>(listeners);
        this.tick = tick;
        this.broken = broken;
        this.drain = Thread.ofVirtual().name("events").start(this::drain);
    }

    @Override
    public void on(SyncEvent event) {
        queue.add(listener -> listener.on(event));
    }

    private void drain() {
        long nextTick = System.nanoTime() + tick.toNanos();
        try {
            while (true) {
                Consumer<EventListener> word = queue.poll(nextTick - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (word != null) {
                    tell(word);
                }
                if (END.equals(word)) {
                    return;
                }
                if (System.nanoTime() - nextTick >= 0) {
                    tell(listener -> listener.on(new SyncEvent.Ticked()));
                    nextTick = System.nanoTime() + tick.toNanos();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Consumer<EventListener> word) {
        for (EventListener listener : List.copyOf(listeners)) {
            try {
                word.accept(listener);
            } catch (RuntimeException e) {
                listeners.remove(listener);
                broken.accept(listener, e);
            }
        }
    }

    /// Waits until everything is written, for some seconds at most.
    @Override
    public void close() {
        queue.add(END);
        try {
            drain.join(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
