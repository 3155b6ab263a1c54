package io.imagesync.lab.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Something to wait at until a test opens it; it never closes again.
public final class Gate {
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    public void open() {
        opened.complete(null);
    }

    /// Completes when the gate is open. Whoever waits may give up, without a trace on the gate.
    CompletionStage<Void> opened() {
        return opened.minimalCompletionStage();
    }
}
