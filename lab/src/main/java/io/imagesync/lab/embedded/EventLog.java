package io.imagesync.lab.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What happened on a node, in order. Safe for use by several threads.
public final class EventLog {
    private final List<NodeEvent> events = new ArrayList<>();

    synchronized void add(NodeEvent event) {
        events.add(event);
        notifyAll();
    }

    public synchronized List<NodeEvent> all() {
        return List.copyOf(events);
    }

    /// The events of one kind.
    public <E extends NodeEvent> List<E> of(Class<E> kind) {
        return all().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// How many events of one kind there were.
    public int count(Class<? extends NodeEvent> kind) {
        return of(kind).size();
    }

    /// Waits until an event is there, also one of the past.
    ///
    /// @throws IllegalStateException when it is not within the limit
    public void await(NodeEvent event, Duration limit) throws InterruptedException {
        await(log -> log.contains(event), limit);
    }

    /// Waits until the events so far are as wanted.
    ///
    /// @throws IllegalStateException when they are not within the limit
    public synchronized void await(Predicate<List<NodeEvent>> wanted, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!wanted.test(List.copyOf(events))) {
            long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (millis <= 0) {
                throw new IllegalStateException("not within " + limit + ", but: " + events);
            }
            wait(millis);
        }
    }
}
