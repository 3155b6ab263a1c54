package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.Listing;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("image-sync.prom");
    }

    private Metrics metrics() {
        return Samples.metrics(file(), InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z")), Optional.empty());
    }

    @Test
    void whatIsNotOursIsNotReplaced() throws Exception {
        Files.writeString(file(), "node_boot_time 1\n");

        assertThatThrownBy(() -> metrics().on(new SyncEvent.Finished(Samples.report())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("has content that is not from image-sync");

        assertThat(file()).hasContent("node_boot_time 1\n");
        Files.writeString(file(), "");
        metrics().on(new SyncEvent.Finished(Samples.report()));
        metrics().on(new SyncEvent.Impossible("what", "remedy"));
        metrics().on(new SyncEvent.Finished(Samples.report()));
        assertThat(Files.readString(file())).startsWith("# HELP image_sync_");
    }

    @Test
    void allOfAGroupHaveItAsALabel() throws Exception {
        Samples.metrics(file(), InstantSource.system(), Optional.of("gpu"))
                .on(new SyncEvent.Finished(Samples.report()));

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
                        "image_sync_skips{node=\"b\",reason=\"disk\"} 1.0",
                        "image_sync_skips{node=\"b\",reason=\"loaded_by_hand\"} 1.0",
                        "image_sync_images_drifting 1.0",
                        "image_sync_images_pinned{node=\"a\"} 0.0",
                        "image_sync_disk_used_bytes{node=\"a\"} 40000.0",
                        "image_sync_disk_size_bytes{node=\"a\"} 100000.0",
                        "image_sync_disk_limit_bytes{node=\"a\"} 80000.0",
                        "image_sync_last_run_complete 0.0",
                        "image_sync_result_changed_timestamp_seconds 1.7722368E9",
                        "image_sync_tombstones 2.0",
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
                .contains(
                        "image_sync_last_run_result{result=\"impossible\"} 1.0",
                        "image_sync_last_run_complete 0.0",
                        "image_sync_result_changed_timestamp_seconds 1.7722368E9")
                .doesNotContain("node=");
    }

    @Test
    void whatIsPinnedIsCountedAndWhatIsNotKnownIsLeftOut() throws Exception {
        HeldImage pinned = new HeldImage("sha256:1", List.of(), List.of(), OptionalLong.empty(), true);
        Listing listing = Given.listing(List.of(pinned, pinned), List.of(), Optional.empty(), Optional.empty());
        RunReport report =
                Samples.report(List.of(new Survey.Listed(Samples.A, listing)), Samples.nothingToDo(), List.of());
        new Metrics(file(), InstantSource.system(), Optional.empty(), new DiskLimit(0), Optional::empty, () -> 0)
                .on(new SyncEvent.Finished(report));

        assertThat(Files.readString(file()))
                .contains("image_sync_images_pinned{node=\"a\"} 2.0", "image_sync_last_run_complete 1.0")
                .doesNotContain("_disk_", "_result_changed_", "image_sync_skips");
    }

    @Test
    void whatCannotBeWrittenIsAnError() throws Exception {
        Files.createDirectory(file());
        assertThatThrownBy(() -> metrics().on(new SyncEvent.Finished(Samples.report())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("image-sync.prom");
    }
}
