package io.imagesync.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs the OpenSSH tools of this machine for a test.
public final class Tool {
    private Tool() {}

    public record Ended(int code, String stdout, String stderr) {}

    static String output(String... command) {
        Ended ended = run(Map.of(), List.of(command));
        if (ended.code() != 0) {
            throw new IllegalStateException(List.of(command) + ": " + ended);
        }
        return ended.stdout();
    }

    public static Ended run(Map<String, String> environment, List<String> command) {
        try {
            Path stdout = Files.createTempFile("tool", ".out");
            Path stderr = Files.createTempFile("tool", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
            Ended ended = new Ended(process.exitValue(), text(stdout), text(stderr));
            Files.delete(stdout);
            Files.delete(stderr);
            return ended;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
