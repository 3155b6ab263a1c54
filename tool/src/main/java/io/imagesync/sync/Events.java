package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// One queue drained by one thread, so that no output needs a lock. An output that throws, whatever it throws, is
/// reported once and dropped; the run and the other outputs go on.
public final class Events implements EventListener, AutoCloseable {
    private static final Consumer<EventListener> END = EventListener::end;

    private final Duration tick;
    private final BlockingQueue<Consumer<EventListener>> queue = new LinkedBlockingQueue<>();
    private final List<EventListener> listeners;
    private final BiConsumer<EventListener, Throwable> broken;
    private OptionalLong latest = OptionalLong.empty();
    private boolean over;
    private boolean told;

    /// @param tick how often outputs hear that time has passed
    /// @param broken hears of an output that threw, once for each
    public Events(List<EventListener> listeners, Duration tick, BiConsumer<EventListener, Throwable> broken) {
        this.listeners = new ArrayList<>(listeners);
        this.tick = tick;
        this.broken = broken;
        Thread.ofVirtual().name("events").start(this::drain);
    }

    @Override
    public void on(SyncEvent event) {
        queue.add(listener -> listener.on(event));
    }

    private void drain() {
        boolean whole = false;
        try {
            tellAll();
            whole = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(whole);
        }
    }

    private void tellAll() throws InterruptedException {
        long nextTick = System.nanoTime() + tick.toNanos();
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
    }

    private void tell(Consumer<EventListener> word) {
        for (EventListener listener : List.copyOf(listeners)) {
            if (isOver()) {
                return;
            }
            try {
                word.accept(listener);
            } catch (RuntimeException | Error e) {
                listeners.remove(listener);
                if (!isOver()) {
                    broken.accept(listener, e);
                }
            }
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized void end(boolean whole) {
        told |= whole && !over;
        over = true;
        notifyAll();
    }

    /// From now on closing, also one that waits already, waits no longer than this.
    public synchronized void hurry(Duration longest) {
        latest = OptionalLong.of(System.nanoTime() + longest.toNanos());
        notifyAll();
    }

    /// Waits until everything is written, however long that takes, unless there is a [#hurry].
    @Override
    public void close() {
        queue.add(END);
        try {
            awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(false);
    }

    private synchronized void awaitEnd() throws InterruptedException {
        while (!over) {
            long left = latest.isEmpty() ? 0 : (latest.getAsLong() - System.nanoTime()) / 1_000_000;
            if (latest.isPresent() && left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /// How many events outputs were not told of, the one in hand with them, to be asked when it is closed: none, unless
    /// there was no time.
    public synchronized long untold() {
        return told ? 0 : 1 + queue.stream().filter(word -> !END.equals(word)).count();
    }
}
