package io.imagesync;

import static java.util.Objects.requireNonNull;

import io.imagesync.auth.AuthFile;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Given;
import io.imagesync.model.Matrix;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import io.imagesync.state.RunMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A process that reads what it needs while it can open no further file, started with a low limit.
final class OutOfFiles {
    private OutOfFiles() {}

    /// @param args the folder with the state, and a file of credentials
    public static void main(String[] args) throws Exception {
        Path state = Path.of(args[0]);
        Path credentials = Path.of(args[1]);
        Path circle = Files.createSymbolicLink(state.resolve("circle"), state.resolve("circle"));
        read(state, credentials); // All classes are there then.
        read(circle.resolve("state"), circle.resolve("file"));
        List<InputStream> held = fill();
        RunMemory memory = RunMemory.open(state, Clock.systemUTC());
        List<String> said = new ArrayList<>(memory.warnings());
        said.add(read(state, credentials));
        for (InputStream one : held) {
            one.close();
        }
        memory.on(new SyncEvent.Finished(nothingDone()));
        said.forEach(System.out::println);
    }

    private static String read(Path state, Path credentials) {
        String unusable = "";
        try {
            AuthFile.read(credentials, System.out::println);
        } catch (UnusableFileException e) {
            unusable = e.getMessage() + "; " + e.remedy();
        }
        return RunMemory.look(state, Clock.systemUTC()).warnings() + " " + unusable;
    }

    private static List<InputStream> fill() throws IOException {
        List<InputStream> held = new ArrayList<>();
        try {
            while (true) {
                held.add(Files.newInputStream(Path.of("/dev/null")));
            }
        } catch (FileSystemException e) {
            requireNonNull(e.getReason());
        }
        return held;
    }

    private static RunReport nothingDone() {
        Plan plan = Given.plan(List.of(), List.of(), new TreeMap<>(), List.of(), List.of());
        return new RunReport(
                Instant.EPOCH,
                Duration.ZERO,
                List.of(),
                () -> new Matrix(List.of(), List.of()),
                plan,
                List.of(),
                false);
    }
}
