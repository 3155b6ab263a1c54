package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Program;
import io.imagesync.lab.e2e.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What can be wrong on the host that the program runs on.
final class HostFaults {
    private HostFaults() {}

    static final List<Row<EmbeddedStage>> LOGS = List.of(
            Row.<EmbeddedStage>of("The log folder is missing", stage -> stage.set("LOG_DIR", stage.folder() + "/logs"))
                    .andThen(stage -> assertThat(mode(stage.logs())).isEqualTo("rwxr-x---")),
            Row.<EmbeddedStage>of("The log folder is a file", stage -> {
                        Files.writeString(stage.logs(), "");
                        stage.afterwards(() -> Files.delete(stage.logs()));
                    })
                    .complains(".../logs is not a folder", "move it away or choose another folder")
                    .refusesToRun(),
            Row.<EmbeddedStage>of("The log folder is writable by everybody", stage -> {
                        chmod(Files.createDirectories(stage.logs()), "rwxrwxrwx");
                        stage.afterwards(() -> chmod(stage.logs(), "rwxr-x---"));
                    })
                    .complains("the folder .../logs is writable by everybody", "chmod o-w ")
                    .refusesToRun(),
            Row.<EmbeddedStage>of("METRICS_FILE is a file that image-sync did not write", stage -> {
                        Path file = Files.writeString(stage.folder().resolve("other.prom"), "node_boot_time 1\n");
                        stage.set("METRICS_FILE", file);
                        stage.afterwards(() -> {
                            assertThat(file).hasContent("node_boot_time 1\n");
                            stage.set("METRICS_FILE", "");
                        });
                    })
                    .complains(
                            ".../other.prom has content that is not from image-sync",
                            "move it away or name another file")
                    .refusesToRun(),
            Row.<EmbeddedStage>of("The day's log is a link", stage -> {
                        Path log = Files.createDirectories(stage.logs()).resolve(today("image-sync"));
                        Files.createSymbolicLink(log, Path.of("/etc/passwd"));
                        stage.afterwards(() -> Files.delete(log));
                    })
                    .complains(
                            "... is not a regular file: it is a link, a folder or a device, or has a second hard link",
                            "move it away")
                    .refusesToRun(),
            Row.<EmbeddedStage>of("MAX_LOG_SIZE is reached during the run", stage -> {
                        for (int i = 0; i < 40; i++) {
                            stage.site().holds("gpu01", "more" + i + ":1");
                        }
                        stage.set("MAX_LOG_SIZE", 4096);
                        stage.afterwards(() -> stage.set("MAX_LOG_SIZE", ""));
                    })
                    .says("[WARNING] MAX_LOG_SIZE nearly reached: warnings, errors and summary only")
                    .says("[INFO] Successful pulls (this session): 82")
                    .says("[INFO] === IMAGE SYNC COMPLETE ===")
                    .andThen(stage -> assertThat(Files.size(stage.logs().resolve(today("image-sync"))))
                            .isLessThanOrEqualTo(4096)),
            Row.<EmbeddedStage>of("Logs are older than LOG_RETENTION_DAYS", HostFaults::oldLogs)
                    .andThen(stage -> assertThat(stage.logs().resolve("image-sync-2020-01-01.log"))
                            .doesNotExist())
                    .andThen(stage -> assertThat(stage.logs().resolve("image-sync-notes.log"))
                            .exists()));

    static final List<Row<EmbeddedStage>> TIME_AND_RIGHTS = List.of(
            Row.<EmbeddedStage>of(
                            "The umask allows everything (000)",
                            stage -> stage.site()
                                    .launchedBy(Launcher.changed(
                                            stage.folder(), script -> script.replaceFirst("\n", "\numask 000\n"))))
                    .andThen(HostFaults::nobodyElseReads),
            Row.<EmbeddedStage>of(
                            "The umask forbids everything (777)",
                            stage -> stage.site()
                                    .launchedBy(Launcher.changed(
                                            stage.folder(), script -> script.replaceFirst("\n", "\numask 777\n"))))
                    .andThen(HostFaults::nobodyElseReads),
            Row.<EmbeddedStage>of("The limit of open files is too low for so many nodes (ulimit -n)", stage -> {
                        stage.site()
                                .launchedBy(Launcher.changed(
                                        stage.folder(), script -> script.replaceFirst("\n", "\nulimit -n 70\n")));
                        stage.afterwards(() -> stage.site().launchedBy(Program.DISTRIBUTION.resolve("bin/image-sync")));
                    })
                    .says("[ERROR] the limit of open files is 70, too few: ... nodes need ...", "raise it (ulimit -n ")
                    .advice("raise it (ulimit -n, LimitNOFILE= of the unit), or lower MAX_CONNECTIONS")
                    .ends(1),
            Row.<EmbeddedStage>of("The time zone has changed since the last run", stage -> {
                        stage.site().environment("TZ", "Pacific/Kiritimati");
                        try (Stage.Begun run = stage.begin("--nodes", "gpu01")) {
                            assertThat(run.end(Duration.ofSeconds(60)).exitCode())
                                    .isZero();
                        }
                        stage.site().environment("TZ", "Pacific/Pago_Pago");
                    })
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<EmbeddedStage>of("The run goes over midnight", stage -> {
                        LocalTime now = LocalTime.now(ZoneOffset.UTC);
                        int ahead = (24 * 60 - 1) - (now.getHour() * 60 + now.getMinute());
                        stage.site().environment("TZ", offset(ahead <= 12 * 60 ? ahead : ahead - 24 * 60));
                        SignalFaults.hold(stage);
                    })
                    .during((stage, run) -> {
                        SignalFaults.awaitPull(stage);
                        TimeUnit.SECONDS.sleep(
                                61 - LocalTime.now(ZoneOffset.UTC).getSecond());
                        stage.restore();
                    })
                    .says("[SUCCESS] <IMAGE> on <NODE>")
                    .within(Duration.ofSeconds(90))
                    .andThen(stage ->
                            assertThat(files(stage.logs(), "image-sync-")).hasSize(2))
                    .slow());

    /// As Java reads it: no offset has more than 18 hours.
    private static String offset(int minutes) {
        int size = Math.abs(minutes);
        return "GMT%s%02d:%02d".formatted(minutes < 0 ? "-" : "+", size / 60, size % 60);
    }

    private static void nobodyElseReads(EmbeddedStage stage) throws IOException {
        for (String name : List.of("image-sync-", "success_images-")) {
            assertThat(files(stage.logs(), name))
                    .hasSize(1)
                    .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-r-----"));
        }
        assertThat(mode(stage.logs())).isEqualTo("rwxr-x---");
        assertThat(mode(stage.site().state())).isEqualTo("rwxr-x---");
        assertThat(mode(stage.site().state().resolve("memory.json"))).isEqualTo("rw-------");
        assertThat(mode(stage.lock())).isEqualTo("rw-------");
    }

    private static List<Path> files(Path folder, String beginning) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .toList();
        }
    }

    private static final String READ_ONLY =
            "mount it writable; under systemd .../logs must exist and be named in ReadWritePaths= of the unit";

    /// Those that take file systems of their own, which only root can mount.
    static final List<Row<EmbeddedStage>> FILE_SYSTEMS = List.of(
            Row.<EmbeddedStage>of("The log folder is on a read-only file system", stage -> mount(stage, "ro,size=64k"))
                    .complains("cannot write to the folder .../logs: Read-only file system", READ_ONLY)
                    .refusesToRun(),
            Row.<EmbeddedStage>of("The disk of the logs is full", stage -> {
                        mount(stage, "size=64k");
                        fill(stage.logs().resolve("other"));
                        stage.afterwards(() -> Files.deleteIfExists(stage.logs().resolve("other")));
                    })
                    .complains("cannot write to ...: No space left on device", "free space there")
                    .endsInStep(3),
            Row.<EmbeddedStage>of("The disk of the logs becomes full during the run", stage -> {
                        mount(stage, "size=8k");
                        for (int i = 0; i < 40; i++) {
                            stage.site().holds("gpu01", "more" + i + ":1");
                        }
                    })
                    .complains("cannot write to ...: No space left on device", "free space there")
                    .endsInStep(3),
            Row.<EmbeddedStage>of("The folder of the lock file is on a read-only file system", stage -> {
                        mount(stage, "ro,size=64k");
                        stage.set("LOCK_FILE", stage.logs() + "/lock").set("LOG_DIR", stage.folder() + "/log");
                        stage.afterwards(
                                () -> stage.set("LOCK_FILE", stage.lock()).set("LOG_DIR", stage.logs()));
                    })
                    .complains("cannot write to .../lock: Read-only file system", READ_ONLY)
                    .refusesToRun());

    private static void mount(EmbeddedStage stage, String options) throws IOException {
        String folder = Files.createDirectories(stage.logs()).toString();
        String mounting = Running.run("mount", "-t", "tmpfs", "-o", "mode=0750," + options, "tmpfs", folder)
                .stderr();
        assertThat(mounting).isEmpty();
        stage.atTheEnd(() -> Running.run("umount", "-l", folder));
        stage.afterwards(() -> Running.run("mount", "-o", "remount,rw,size=1m", folder));
    }

    private static void fill(Path file) throws IOException {
        byte[] page = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    static final List<Row<EmbeddedStage>> LOCK = List.of(
            Row.<EmbeddedStage>of("Another run holds the lock", stage -> {
                        Running holder = Running.start(
                                new ProcessBuilder("flock", "-o", stage.lock().toString(), "sleep", "60"));
                        stage.afterwards(holder::close);
                        while (Running.run("flock", "-n", stage.lock().toString(), "true")
                                        .exitCode()
                                == 0) {
                            Thread.onSpinWait();
                        }
                    })
                    .complains("Script already running. Lock active: .../site.lock", "")
                    .complains("wait for it to end, or see what it does: image-sync progress", "")
                    .advice("wait for it to end, or see what it does: image-sync progress; the file says who holds it")
                    .refusesToRun(),
            Row.<EmbeddedStage>of("The folder of the lock file is missing", stage -> {
                        stage.set("LOCK_FILE", stage.folder() + "/none/lock");
                        stage.afterwards(() -> stage.set("LOCK_FILE", stage.lock()));
                    })
                    .complains("the folder .../none is missing", "create it or choose another one")
                    .refusesToRun(),
            Row.<EmbeddedStage>of("The lock file is a folder", stage -> {
                        Files.createDirectory(stage.lock());
                        stage.afterwards(() -> Files.delete(stage.lock()));
                    })
                    .complains(
                            "... is not a regular file: it is a link, a folder or a device, or has a second hard link",
                            "move it away")
                    .refusesToRun(),
            Row.<EmbeddedStage>of("The lock file is a link", stage -> {
                        Files.createSymbolicLink(stage.lock(), Path.of("/etc/passwd"));
                        stage.afterwards(() -> Files.delete(stage.lock()));
                    })
                    .complains(
                            "... is not a regular file: it is a link, a folder or a device, or has a second hard link",
                            "move it away")
                    .refusesToRun());

    private static void oldLogs(EmbeddedStage stage) throws IOException {
        Files.createDirectories(stage.logs());
        for (String name : List.of("image-sync-2020-01-01.log", "image-sync-notes.log")) {
            Path file = Files.writeString(stage.logs().resolve(name), "[2020-01-01 00:00:00] [INFO] old\n");
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(40))));
        }
        stage.afterwards(() -> Files.writeString(stage.logs().resolve("image-sync-notes.log"), ""));
    }

    static String today(String name) {
        return name + "-" + LocalDate.now(ZoneId.systemDefault()) + ".log";
    }

    private static void chmod(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
