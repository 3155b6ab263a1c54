package io.imagesync.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process that a test has started; closing it kills it. What it prints goes to files, so that it never waits for a
/// reader, and nobody waits for those whom it leaves behind.
public final class Running implements AutoCloseable {
    private final Process process;
    private final Path output;

    private Running(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// @param builder where nothing is said about stdin, it is empty
    public static Running start(ProcessBuilder builder) {
        try {
            Path output = Files.createTempDirectory("image-sync-e2e");
            if (builder.redirectInput().equals(ProcessBuilder.Redirect.PIPE)) {
                builder.redirectInput(Path.of("/dev/null").toFile());
            }
            builder.redirectOutput(output.resolve("stdout").toFile());
            builder.redirectError(output.resolve("stderr").toFile());
            return new Running(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Ended run(ProcessBuilder builder, Duration limit) {
        try (Running running = start(builder)) {
            return running.end(limit);
        }
    }

    public static Ended run(String... words) {
        return run(new ProcessBuilder(words), Duration.ofSeconds(30));
    }

    /// Sends a signal, such as `TERM`, to this process alone.
    public void signal(String name) {
        Ended kill = run("kill", "-" + name, Long.toString(process.pid()));
        if (kill.exitCode() != 0) {
            throw new AssertionError(kill.stderr());
        }
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Ended end(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(process.info() + " did not end within " + limit + "; it said " + text("stdout")
                        + text("stderr"));
            }
            return new Ended(process.exitValue(), text("stdout"), text("stderr"));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(String name) {
        try {
            return Files.readString(output.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            for (String name : List.of("stdout", "stderr")) {
                Files.deleteIfExists(output.resolve(name));
            }
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
