package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    private static final int DAYS = 30;

    @TempDir
    private Path folder = Path.of("");

    private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

    private Path aged(Path file, Duration age) throws IOException {
        Instant changed = clock.instant().minus(age);
        return Files.setLastModifiedTime(file, FileTime.from(changed));
    }

    private Path old(String name) throws IOException {
        return aged(
                Files.writeString(folder.resolve(name), "text"),
                Duration.ofDays(DAYS).plusSeconds(1));
    }

    private void clean() {
        assertThat(Retention.clean(folder, DAYS, clock)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image-sync-2026-01-01.log",
                "success_images-2026-01-01.log",
                "failed_images-2026-01-01.log",
                "image-sync-2026-02-28.log"
            })
    void anOldFileOfOursIsDeletedByItsLastChange(String name) throws Exception {
        Path file = old(name);
        clean();
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image-sync-2026-03-01.log",
                "success_images-2026-03-01.log",
                "image-sync.log",
                "image-sync-2026-01-01.log.gz",
                "image-sync-2026-01-01.log~",
                "other-2026-01-01.log",
                "x-image-sync-2026-01-01.log",
                "image-sync-20260101.log"
            })
    void todaysAndForeignFilesAreKeptHoweverOld(String name) throws Exception {
        Path file = old(name);
        clean();
        assertThat(file).exists();
    }

    @Test
    void aYoungFileIsKeptWhateverItsName() throws Exception {
        Path file = Files.writeString(folder.resolve("image-sync-2020-01-01.log"), "");
        aged(file, Duration.ofDays(DAYS));
        clean();
        assertThat(file).exists();
    }

    @Test
    void linksAndWhatTheyLeadToAreKept() throws Exception {
        Path target = old("target");
        Path symbolic = Files.createSymbolicLink(folder.resolve("image-sync-2026-01-01.log"), target);
        Path hard = Files.createLink(folder.resolve("image-sync-2026-01-02.log"), target);
        assertThat(Files.getLastModifiedTime(hard).toInstant())
                .isBefore(clock.instant().minus(Duration.ofDays(DAYS)));
        ProcessBuilder touch = new ProcessBuilder("touch", "-h", "-d", "2020-01-01", symbolic.toString());
        assertThat(touch.start().waitFor()).isZero();
        clean();
        assertThat(Files.isSymbolicLink(symbolic)).isTrue();
        assertThat(hard).exists();
        assertThat(target).exists();
    }

    @Test
    void aFolderWithOurNameIsKept() throws Exception {
        Path made = aged(Files.createDirectory(folder.resolve("image-sync-2026-01-01.log")), Duration.ofDays(99));
        clean();
        assertThat(made).isDirectory();
    }

    @Test
    void theLongestRetentionIsNoMistake() throws Exception {
        Path file = old("image-sync-2026-01-01.log");
        assertThat(Retention.clean(folder, Integer.MAX_VALUE, clock)).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void aFolderThatCannotBeReadIsSaid() {
        assertThat(Retention.clean(folder.resolve("no"), DAYS, clock))
                .containsExactly("Cannot look for old logs in " + folder.resolve("no") + ": no such file or folder");
    }
}
