package io.imagesync.node;

import io.imagesync.model.ImageRef;
import io.imagesync.model.PullProgress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Tells how far the pulls of one node are, from what its containerd says of the blobs that it is fetching. One thread
/// looks for all of them, and only while there are any. What cannot be told is not told; no pull fails because of it.
final class PullWatch {
    /// After so many looks in a row that came to nothing, nobody looks any more.
    private static final int PATIENCE = 3;

    private final ContentStore store;
    private final Duration pause;
    private final Set<PulledImage> watched = new HashSet<>();
    private boolean looking;
    private int failures;

    /// @param pause between two looks
    PullWatch(CriChannel channel, Duration pause) {
        store = new ContentStore(channel);
        this.pause = pause;
    }

    /// @return to be given to [#end]
    synchronized PulledImage start(ImageRef image, Consumer<PullProgress> progress) {
        PulledImage pulled = new PulledImage(image, store, progress);
        watched.add(pulled);
        if (!looking && failures < PATIENCE) {
            looking = true;
            Thread.ofVirtual().name("pull watch").start(this::look);
        }
        return pulled;
    }

    synchronized void end(PulledImage pulled) {
        watched.remove(pulled);
        notifyAll();
    }

    private void look() {
        try {
            for (List<PulledImage> now = next(); !now.isEmpty(); now = next()) {
                lookAt(now);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the next look.
    ///
    /// @return those to look at; when there are none, the thread ends
    private synchronized List<PulledImage> next() throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !watched.isEmpty(); left = end - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
        looking = !watched.isEmpty() && failures < PATIENCE;
        return looking ? List.copyOf(watched) : List.of();
    }

    private void lookAt(List<PulledImage> now) throws InterruptedException {
        try {
            Map<String, Long> active = store.active();
            for (PulledImage pulled : now) {
                pulled.look(active);
            }
            failures(0);
        } catch (CriFailed e) {
            failures(failures + 1);
            now.forEach(PulledImage::doubt);
        }
    }

    private synchronized void failures(int count) {
        failures = count;
    }
}
