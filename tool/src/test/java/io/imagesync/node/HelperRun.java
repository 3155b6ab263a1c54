package io.imagesync.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// One run of the helper, whose stdin stays open until it is closed.
final class HelperRun implements AutoCloseable {
    /// So long that only what never happens is given up on.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path stdout;
    private final Path stderr;

    HelperRun(ProcessBuilder builder, Path files) {
        stdout = files.resolveSibling(files.getFileName() + ".out");
        stderr = files.resolveSibling(files.getFileName() + ".err");
        try {
            process = builder.redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    HelperRun credential(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException endedAlready) {
            return this;
        }
        return this;
    }

    HelperRun closeStdin() {
        try {
            process.getOutputStream().close();
        } catch (IOException endedAlready) {
            return this;
        }
        return this;
    }

    int exitCode() {
        try {
            if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("still running");
    }

    String stdout() {
        exitCode();
        return read(stdout);
    }

    String stderr() {
        exitCode();
        return read(stderr);
    }

    String stderrNow() {
        return read(stderr);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /// Waits for what another process does.
    static void await(String what, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not seen: " + what);
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
