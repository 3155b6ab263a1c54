package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.Session;
import io.imagesync.files.TrustedFile;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Failure;
import io.imagesync.model.Level;
import io.imagesync.model.Texts;
import io.imagesync.report.History;
import io.imagesync.report.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/// ON_RESULT: a program of the user's that is told how a run ended. It gets the run's JSON on its stdin, an environment
/// that is always the same, and so much time and no more; nothing that it started stays behind. That it fails changes
/// nothing for the run.
///
/// @param folder STATE_DIR, where the JSON lies until the program has it: it may be larger than a pipe takes at once
/// @param group whose run it was, else empty
/// @param limit from the start to the end
/// @param log what is worth knowing
record ResultCommand(
        Config.OnResult command, Path folder, String group, Duration limit, BiConsumer<Level, String> log) {
    /// The next run waits for the lock no longer than this.
    static final Duration LIMIT = Duration.ofSeconds(30);

    /// Bytes of what it says that are logged.
    private static final int MAX_SAID = 1500;

    private static final int LOOK_EVERY_MILLIS = 10;

    /// What the run's JSON is in meanwhile.
    private static final String FILE = "on-result.json";

    /// Tells of a run that is over, when it is to be told of.
    ///
    /// @param history that has heard of all of it
    static void tell(Config.Files files, History history, BiConsumer<Level, String> log) {
        ResultCommand command = new ResultCommand(
                files.onResult().orElseThrow(), files.state(), files.group().orElse(""), LIMIT, log);
        try {
            if (history.result().isPresent()) {
                command.tell(history.result().get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException unwritten) {
            // By the log, which has told of that already.
        }
    }

    /// Why nothing will be told, as far as that can be known before.
    static List<String> problems(Config.Files files, boolean hasHistory) {
        if (!hasHistory) {
            return List.of("ON_RESULT does not run without a history; correct STATE_DIR");
        }
        try {
            TrustedFile.checkProgram(files.onResult().orElseThrow().file());
            return List.of();
        } catch (UnusableFileException e) {
            return List.of("ON_RESULT: " + e.getMessage() + "; " + e.remedy());
        }
    }

    void tell(RunResult result) throws InterruptedException {
        if (result.isCancelled() || !(command.always() || result.changed())) {
            return;
        }
        try {
            TrustedFile.checkProgram(command.file());
            run(result);
        } catch (UnusableFileException e) {
            failed(e.getMessage() + "; " + e.remedy());
        } catch (IOException e) {
            failed("cannot be run: " + SafeFiles.reason(e));
        }
    }

    private void failed(String why) {
        log.accept(Level.WARNING, "ON_RESULT: " + why);
    }

    private void run(RunResult result) throws IOException, InterruptedException {
        Path json = folder.resolve(FILE);
        AtomicFile.replace(json, "rw-------", to -> {
            Writer out = new OutputStreamWriter(to, StandardCharsets.UTF_8);
            result.run().writeTo(out);
            out.flush();
        });
        Session session;
        try {
            session = start(json, result.word());
        } finally {
            Files.deleteIfExists(json);
        }
        Process process = session.leader();
        try (InputStream stdout = process.getInputStream()) {
            watch(process, stdout);
        } finally {
            session.kill();
        }
    }

    private Session start(Path json, String word) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command.words()).redirectErrorStream(true).redirectInput(json.toFile());
        return Session.start(
                builder,
                Map.of("PATH", Session.PATH, "LANG", "C.UTF-8", "IMAGE_SYNC_RESULT", word, "IMAGE_SYNC_GROUP", group),
                limit);
    }

    /// Never waits for the end of the output, which a child that was left behind can keep open.
    private void watch(Process process, InputStream stdout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        boolean ended = false;
        while (!ended && System.nanoTime() - deadline < 0) {
            ended = process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            take(stdout, said);
        }
        String text = Texts.printable(said.toString(StandardCharsets.UTF_8).strip(), MAX_SAID);
        if (!text.isEmpty()) {
            log.accept(Level.DEBUG, "ON_RESULT: " + command.file() + " said: " + text);
        }
        if (!ended) {
            failed(command.file() + " was ended after " + Failure.seconds(limit));
        } else if (process.exitValue() != 0) {
            failed(command.file() + " ended with exit code " + process.exitValue()
                    + "; what it says is in the log with LOG_LEVEL=DEBUG");
        }
    }

    /// All that is there now, of which no more than the beginning is kept.
    private static void take(InputStream from, ByteArrayOutputStream to) throws IOException {
        byte[] there = from.readNBytes(from.available());
        to.write(there, 0, Math.min(there.length, MAX_SAID - to.size()));
    }
}
