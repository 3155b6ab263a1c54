package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.model.SyncEvent;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("image-sync.prom");
    }

    private Metrics metrics() {
        return new Metrics(file(), InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z")), Optional.empty());
    }

    @Test
    void whatIsNotOursIsNotReplaced() throws Exception {
        Files.writeString(file(), "node_boot_time 1\n");

        assertThatThrownBy(() -> metrics().on(new SyncEvent.Finished(Samples.report())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("has something that is not of image-sync");

        assertThat(file()).hasContent("node_boot_time 1\n");
        Files.writeString(file(), "");
        metrics().on(new SyncEvent.Finished(Samples.report()));
        metrics().on(new SyncEvent.Impossible("what", "remedy"));
        metrics().on(new SyncEvent.Finished(Samples.report()));
        assertThat(Files.readString(file())).startsWith("# HELP image_sync_");
    }

    @Test
    void allOfAGroupHaveItAsALabel() throws Exception {
        new Metrics(file(), InstantSource.system(), Optional.of("gpu")).on(new SyncEvent.Finished(Samples.report()));

        assertThat(Files.readAllLines(file()))
                .filteredOn(line -> !line.startsWith("#"))
                .allMatch(line -> line.contains("group=\"gpu\""))
                .anyMatch(line -> line.startsWith("image_sync_node_up{group=\"gpu\",node=\"a\"} "));
    }

    @Test
    void tellsWhatTheRunCameTo() throws Exception {
        metrics().on(new SyncEvent.Finished(Samples.report()));

        assertThat(Files.readAllLines(file()))
                .contains(
                        "# TYPE image_sync_last_run_timestamp_seconds gauge",
                        "image_sync_last_run_timestamp_seconds 1.795608E9",
                        "image_sync_last_run_result{result=\"incomplete\"} 1.0",
                        "image_sync_node_up{node=\"a\"} 1.0",
                        "image_sync_node_up{node=\"c\"} 0.0",
                        "image_sync_images_missing{node=\"a\"} 1.0",
                        "image_sync_images_missing{node=\"b\"} 3.0",
                        "image_sync_images_skipped{node=\"a\"} 0.0",
                        "image_sync_images_skipped{node=\"b\"} 1.0",
                        "image_sync_pulls{node=\"a\",result=\"failed\"} 1.0",
                        "image_sync_pulls{node=\"a\",result=\"pulled\"} 1.0",
                        "image_sync_pulls{node=\"b\",result=\"not_tried\"} 1.0",
                        "image_sync_pulled_bytes{node=\"a\"} 2.5E9");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-r-----");
    }

    @Test
    void tellsThatARunWasNotPossibleAndForgetsTheOneBefore() throws Exception {
        metrics().on(new SyncEvent.Finished(Samples.report()));
        metrics().on(new SyncEvent.Impossible("too few nodes", "mend them"));

        assertThat(Files.readString(file()))
                .contains("image_sync_last_run_result{result=\"impossible\"} 1.0")
                .doesNotContain("node=");
    }

    @Test
    void whatCannotBeWrittenIsAnError() throws Exception {
        Files.createDirectory(file());
        assertThatThrownBy(() -> metrics().on(new SyncEvent.Finished(Samples.report())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("image-sync.prom");
    }
}
