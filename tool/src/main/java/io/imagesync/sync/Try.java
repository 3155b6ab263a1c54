package io.imagesync.sync;

import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// How an image comes to a node.
@FunctionalInterface
interface Try {
    /// One try.
    ///
    /// @return why it failed, or nothing
    Optional<PullFailure> make(Duration limit, Consumer<PullProgress> progress) throws InterruptedException;

    /// What is left to do when the image was seen on the node.
    ///
    /// @param pinned whether it was seen to be pinned there
    default void seen(boolean pinned, Duration limit) throws InterruptedException {}
}
