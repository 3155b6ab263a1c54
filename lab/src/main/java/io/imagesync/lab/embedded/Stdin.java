package io.imagesync.lab.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A command's stdin, read to its end by a thread of its own: the first line is kept, the rest is thrown away.
final class Stdin {
    private static final int MAX_LINE = 64 * 1024;

    private final CompletableFuture<Optional<String>> firstLine = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private Stdin() {}

    static Stdin reading(InputStream in) {
        Stdin stdin = new Stdin();
        Thread.ofVirtual().name("stdin").start(() -> stdin.drain(in));
        return stdin;
    }

    /// The first line without its end, or nothing when stdin ends before the line does.
    CompletableFuture<Optional<String>> firstLine() {
        return firstLine;
    }

    CompletableFuture<Void> closed() {
        return closed;
    }

    private void drain(InputStream in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    firstLine.complete(Optional.of(line.toString(StandardCharsets.UTF_8)));
                } else if (!firstLine.isDone() && line.size() < MAX_LINE) {
                    line.write(c);
                }
            }
        } catch (IOException e) {
            // A channel that is gone reads like one that was closed.
        } finally {
            firstLine.complete(Optional.empty());
            closed.complete(null);
        }
    }
}
