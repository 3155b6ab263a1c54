package io.imagesync.auth;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.Session;
import io.imagesync.model.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs credential helpers, programs of this host: found on a path that the environment cannot change, without a
/// shell and without a terminal, within a limit, and nothing of theirs stays behind.
///
/// @param path folders, separated by colons
/// @param limit from the start to the end
record CredentialHelpers(String path, Duration limit) {
    static final CredentialHelpers OF_THIS_HOST = new CredentialHelpers(Session.PATH, Duration.ofSeconds(10));

    /// Programs that say more are ended.
    private static final int MAX_OUTPUT = 64 * 1024;

    private static final int LOOK_EVERY_MILLIS = 10;

    record Exited(int code, byte[] stdout) {}

    /// One gives no credential.
    static final class Failed extends Exception {
        /// @param what happened, as what follows the name of the program; nothing of what it said
        Failed(String what, String remedy) {
            super(what + "; " + remedy);
        }
    }

    /// What a human may try.
    static String byHand(String program, String argument, String stdin) {
        return "run this and look at the output: printf " + stdin + " | " + program + " " + argument;
    }

    /// Runs one until it ends by itself.
    ///
    /// @param stdin short enough for a pipe, so that writing it never waits
    Exited run(String program, String argument, String stdin) throws Failed, InterruptedException {
        Optional<Path> file = Session.find(path, program);
        Optional<Path> setsid = Session.find(path, "setsid");
        if (file.isEmpty()) {
            throw new Failed("is not found on " + path, "install " + program + " there");
        }
        if (setsid.isEmpty()) {
            throw new Failed("cannot be run without setsid", "install setsid there");
        }
        List<String> words = List.of(setsid.get().toString(), file.get().toString(), argument);
        String byHand = byHand(program, argument, stdin);
        try {
            return run(words, stdin, byHand);
        } catch (IOException e) {
            throw new Failed("cannot be run: " + SafeFiles.reason(e), byHand);
        }
    }

    private Process start(List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PATH", path);
        return builder.start();
    }

    private Exited run(List<String> words, String stdin, String byHand)
            throws IOException, Failed, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Process process = start(words);
        try (InputStream stdout = process.getInputStream()) {
            write(process, stdin);
            return watch(process, stdout, deadline, byHand);
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
    private Exited watch(Process process, InputStream stdout, long deadline, String byHand)
            throws IOException, Failed, InterruptedException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        while (true) {
            boolean ended = process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            take(stdout, said);
            if (said.size() > MAX_OUTPUT) {
                throw new Failed("printed more than " + MAX_OUTPUT / 1024 + " KiB", byHand);
            }
            if (ended) {
                return new Exited(process.exitValue(), said.toByteArray());
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new Failed("did not end within " + Failure.seconds(limit), byHand);
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
