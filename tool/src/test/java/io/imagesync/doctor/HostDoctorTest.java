package io.imagesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.config.Config;
import io.imagesync.config.ConfigLocation;
import io.imagesync.config.ConfigReader;
import io.imagesync.config.ConfigResult;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostDoctorTest {
    @TempDir
    private Path folder = Path.of("");

    private Path locks = folder;

    @BeforeEach
    void noLocks() throws IOException {
        locks = Files.writeString(folder.resolve("locks"), "1: POSIX  ADVISORY  READ 11 fe:00:99 0 EOF\n");
    }

    private Config config() throws IOException {
        return config("");
    }

    private Config config(String added) throws IOException {
        Path file = folder.resolve("x.conf");
        Files.writeString(file, """
                NODES="a b c"
                EXCLUDE_NODES=c
                PREFIX1=r.io/x
                LOG_DIR=%1$s/logs
                STATE_DIR=%1$s/state
                LOCK_FILE=%1$s/lock
                METRICS_FILE=%1$s/metrics/x.prom
                %2$s
                """.formatted(folder, added));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        ConfigLocation location = new ConfigLocation(file, Optional.empty());
        return ((ConfigResult.Loaded) ConfigReader.read(location)).config();
    }

    private List<Finding> findings() throws IOException {
        return new HostDoctor(locks).examine(config());
    }

    @Test
    void aHostThatIsAsItShouldBe() throws Exception {
        Files.createDirectory(folder.resolve("logs"));
        Files.createDirectory(folder.resolve("metrics"));
        assertThat(findings())
                .allMatch(f -> f.level() == Level.OK && f.subject().equals("this host"))
                .extracting(Finding::text)
                .containsExactly(
                        "configuration: 2 nodes take part, 1 are in repair",
                        "LOCK_FILE: " + folder + "/lock is free",
                        "LOG_DIR: " + folder + "/logs can be used",
                        "STATE_DIR: " + folder + "/state is missing and can be created",
                        "METRICS_FILE: the folder of " + folder + "/metrics/x.prom can be used");
        assertThat(folder.resolve("state")).doesNotExist();
        assertThat(folder.resolve("lock")).doesNotExist();
    }

    @Test
    void whoHoldsTheLock() throws Exception {
        Path lock = Files.writeString(folder.resolve("lock"), "pid 4712 image-sync since then\n");
        Files.writeString(
                locks, "7: FLOCK  ADVISORY  WRITE 4711 fe:00:" + Files.getAttribute(lock, "unix:ino") + " 0 EOF\n");
        assertThat(findings())
                .extracting(Finding::text)
                .contains("LOCK_FILE: " + lock
                        + " is held: a run is in progress; the file says: pid 4712 image-sync since then");
    }

    @Test
    void whatCannotBeUsedHasARemedy() throws Exception {
        Files.createDirectory(folder.resolve("logs"));
        Files.setPosixFilePermissions(folder.resolve("logs"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createSymbolicLink(folder.resolve("lock"), folder.resolve("elsewhere"));
        Files.createFile(folder.resolve("state"));
        List<Finding> failed =
                findings().stream().filter(f -> f.level() == Level.FAILED).toList();
        assertThat(failed)
                .extracting(f -> f.text().replaceFirst(":.*", ""))
                .containsExactly("LOCK_FILE", "LOG_DIR", "STATE_DIR", "METRICS_FILE");
        assertThat(failed).extracting(Finding::remedy).allMatch(remedy -> !remedy.isEmpty());
        assertThat(failed.get(1).remedy()).isEqualTo("chmod o-w " + folder + "/logs");
    }

    @Test
    void aProgramThatOthersMayWriteIsNotRun() throws Exception {
        Path tell = Files.writeString(folder.resolve("tell"), "");
        Files.setPosixFilePermissions(tell, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThat(new HostDoctor(locks).examine(config("ON_RESULT=" + tell)).getLast())
                .isEqualTo(new Finding(
                        Level.FAILED,
                        "this host",
                        "ON_RESULT: " + tell + " can be written by others than its owner",
                        "run: chmod go-w " + tell));
        Files.setPosixFilePermissions(tell, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(new HostDoctor(locks).examine(config("ON_RESULT=" + tell)).getLast())
                .isEqualTo(Finding.ok("this host", "ON_RESULT: " + tell + " can be run"));
    }
}
