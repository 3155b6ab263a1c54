package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Which pulls are refused, and how. Safe for use by several threads.
public final class Faults {
    private final Map<ImageRef, Queue<Fault>> next = new HashMap<>();
    private final Map<ImageRef, Fault> always = new HashMap<>();
    private @Nullable Fault everything;

    /// The next pulls of that image fail, one for each fault; then they go well again.
    public synchronized Faults failNext(String reference, Fault... faults) {
        Collections.addAll(next.computeIfAbsent(ImageRef.of(reference), r -> new ArrayDeque<>()), faults);
        return this;
    }

    /// Every pull of that image fails.
    public synchronized Faults always(String reference, Fault fault) {
        always.put(ImageRef.of(reference), fault);
        return this;
    }

    /// Every pull fails.
    public synchronized Faults everything(Fault fault) {
        everything = fault;
        return this;
    }

    /// From now on nothing fails.
    public synchronized void clear() {
        next.clear();
        always.clear();
        everything = null;
    }

    /// The fault for a pull that starts now; a fault that was for the next pull only is used up.
    synchronized Optional<Fault> take(ImageRef reference) {
        Queue<Fault> queue = next.get(reference);
        if (queue != null && !queue.isEmpty()) {
            return Optional.of(queue.remove());
        }
        return Optional.ofNullable(always.getOrDefault(reference, everything));
    }
}
