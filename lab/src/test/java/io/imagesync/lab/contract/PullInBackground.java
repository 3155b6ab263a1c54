package io.imagesync.lab.contract;

import io.imagesync.model.ImageRef;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A pull on a thread of its own.
final class PullInBackground {
    private static final int LIMIT_SECONDS = 60;

    private final CompletableFuture<Optional<PullFailure>> result = new CompletableFuture<>();
    private final List<PullProgress> told = new CopyOnWriteArrayList<>();
    private final Thread thread;

    PullInBackground(Node node, ImageRef image, Duration limit) {
        thread = Thread.ofVirtual().name("pull " + image).start(() -> {
            try {
                result.complete(node.pull(image, limit, told::add));
            } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
    }

    void interrupt() {
        thread.interrupt();
    }

    /// How far it was, as it was told so far.
    List<PullProgress> told() {
        return List.copyOf(told);
    }

    /// How it ended.
    ///
    /// @throws java.util.concurrent.ExecutionException with what it threw
    Optional<PullFailure> result() throws Exception {
        return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
