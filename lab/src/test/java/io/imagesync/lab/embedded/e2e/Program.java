package io.imagesync.lab.embedded.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A started process with its output in files, so that nothing it says can hold it up.
public final class Program implements AutoCloseable {
    private static final Path BUILT =
            Path.of("../tool/target/image-sync/bin/image-sync").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// The program that was built, for a command line.
    public static String built() {
        if (!Files.isExecutable(BUILT)) {
            throw new IllegalStateException(BUILT + " is not there; run: ./mvnw -DskipTests package");
        }
        return BUILT.toString();
    }

    /// Starts a command with that environment and no other, as cron does.
    ///
    /// @param folder for its output, and what it runs in
    public static Program start(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        Path out = Files.createTempFile(folder, "stdout", "");
        Path err = Files.createTempFile(folder, "stderr", "");
        // Signals act as they do by default, even when the tests run under nohup or in the background.
        List<String> words = new ArrayList<>(List.of("/usr/bin/env", "--default-signal=HUP,INT,TERM"));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Program(builder.start(), out, err);
    }

    /// Sends a signal, by its name without SIG.
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /// What it has started and what that has started.
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    public Ended end() throws IOException, InterruptedException {
        return end(LIMIT);
    }

    public Ended end(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("still runs; stderr: " + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
