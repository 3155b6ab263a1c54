package io.imagesync.auth;

import io.imagesync.files.SafeFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs programs of this host: found on a path that the environment cannot change, without a shell and without a
/// terminal, within a limit, and nothing of theirs stays behind.
///
/// @param path folders, separated by colons
/// @param limit from the start to the end
record Programs(String path, Duration limit) {
    static final Programs OF_THIS_HOST =
            new Programs("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", Duration.ofSeconds(10));

    /// Programs that say more are ended.
    static final int MAX_OUTPUT = 64 * 1024;

    private static final int LOOK_EVERY_MILLIS = 10;

    /// What running one comes to.
    sealed interface End {
        /// It ended by itself.
        record Exited(int code, byte[] stdout) implements End {}

        record NotFound(String program) implements End {}

        record NotRun(String why) implements End {}

        record TimedOut() implements End {}

        record TooLong() implements End {}
    }

    /// @param stdin short enough for a pipe, so that writing it never waits
    End run(String program, String argument, String stdin) throws InterruptedException {
        Optional<Path> file = find(program);
        Optional<Path> setsid = find("setsid");
        if (file.isEmpty() || setsid.isEmpty()) {
            return new End.NotFound(file.isEmpty() ? program : "setsid");
        }
        List<String> words = List.of(setsid.get().toString(), file.get().toString(), argument);
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            return run(start(words), stdin, deadline);
        } catch (IOException e) {
            return new End.NotRun(SafeFiles.reason(e));
        }
    }

    private Optional<Path> find(String program) {
        return Stream.of(path.split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private Process start(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PATH", path);
        return builder.start();
    }

    private static End run(Process process, String stdin, long deadline) throws IOException, InterruptedException {
        try (InputStream stdout = process.getInputStream()) {
            write(process, stdin);
            return watch(process, stdout, deadline);
        } finally {
            new Session(process).kill();
        }
    }

    private static void write(Process process, String stdin) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException itReadsNothing) {
            // What it says then is enough.
        }
    }

    /// Never waits for the end of the output, which a child that was left behind can keep open; when the program has
    /// ended, all that it wrote is there.
    private static End watch(Process process, InputStream stdout, long deadline)
            throws IOException, InterruptedException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        while (true) {
            boolean ended = process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            take(stdout, said);
            if (said.size() > MAX_OUTPUT) {
                return new End.TooLong();
            }
            if (ended) {
                return new End.Exited(process.exitValue(), said.toByteArray());
            }
            if (System.nanoTime() - deadline >= 0) {
                return new End.TimedOut();
            }
        }
    }

    /// What is there now, but not much more than is allowed.
    private static void take(InputStream from, ByteArrayOutputStream to) throws IOException {
        int there = from.available();
        while (there > 0 && to.size() <= MAX_OUTPUT) {
            to.write(from.readNBytes(Math.min(there, MAX_OUTPUT + 1 - to.size())));
            there = from.available();
        }
    }
}
