package io.imagesync.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The built program with a configuration, logs and a lock of its own.
public final class Program {
    /// Where the build puts the distribution.
    public static final Path DISTRIBUTION =
            Path.of("../tool/target/image-sync").toAbsolutePath().normalize();

    /// For a run with nothing that a test makes slow.
    public static final Duration LIMIT = Duration.ofSeconds(90);

    private final RealLab lab;
    private final Path folder;

    private Path launcher = DISTRIBUTION.resolve("bin/image-sync");

    /// @param folder is the program's alone
    /// @param lines of the configuration, besides LOG_DIR, LOCK_FILE and STATE_DIR. RUNTIME_ACCESS is as the
    ///     lab has it, unless they say it or CRICTL
    public Program(RealLab lab, Path folder, String... lines) {
        this.lab = lab;
        this.folder = folder;
        configure(lines);
    }

    /// Has it started by another launcher than the one that ships.
    public void launchedBy(Path other) {
        launcher = other;
    }

    public void configure(String... lines) {
        List<String> all = new ArrayList<>(
                List.of("LOG_DIR=" + logFolder(), "LOCK_FILE=" + lock(), "STATE_DIR=" + folder.resolve("state")));
        if (Stream.of(lines).noneMatch(line -> line.contains("SSH_OPTIONS="))) {
            all.add("SSH_OPTIONS='-F " + lab.sshConfig() + "'");
        }
        if (Stream.of(lines).noneMatch(line -> line.matches("(?s)(.*[;\\n])?(CRICTL|RUNTIME_ACCESS)=.*"))) {
            all.add("RUNTIME_ACCESS=" + lab.access().value());
        }
        all.addAll(List.of(lines));
        try {
            Files.write(folder.resolve("image-sync.conf"), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Ended run(String... options) {
        try (Running running = start(options)) {
            return running.end(LIMIT);
        }
    }

    /// Signals have their usual effect on it, even when this test was started in the background by a shell.
    public Running start(String... options) {
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM"));
        words.add(launcher.toString());
        words.addAll(List.of(options));
        words.addAll(List.of("--config", folder.resolve("image-sync.conf").toString()));
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().merge("PATH", lab.bin().toString(), (path, bin) -> bin + ":" + path);
        return Running.start(builder);
    }

    public Path lock() {
        return folder.resolve("image-sync.lock");
    }

    public Path logFolder() {
        return folder.resolve("logs");
    }

    /// The lines of the log, of all days: a test may run at midnight.
    public List<String> log() {
        return lines(logFolder(), "image-sync-");
    }

    public List<String> succeeded() {
        return lines(logFolder(), "success_images-");
    }

    public List<String> failed() {
        return lines(logFolder(), "failed_images-");
    }

    public static List<String> lines(Path folder, String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith(prefix)) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
