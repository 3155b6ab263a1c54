package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// How long pulls take.
@FunctionalInterface
public interface Pace {
    /// Called when a pull starts.
    ///
    /// @return what completes when everything is downloaded and unpacked
    CompletionStage<Void> pulling(ImageRef reference);

    static Pace immediate() {
        return reference -> CompletableFuture.completedStage(null);
    }

    static Pace taking(Duration time) {
        return reference ->
                new CompletableFuture<Void>().completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Every pull waits until the gate is opened, or until it is ended.
    static Pace behind(Gate gate) {
        return reference -> gate.opened();
    }
}
