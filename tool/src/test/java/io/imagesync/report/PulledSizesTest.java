package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PulledSizesTest {
    @TempDir
    private Path folder;

    private static final Pull UNKNOWN = Given.pull(Samples.A, ImageRef.of("r.io/x:1"), OptionalLong.empty());

    /// Two pulls of what no node had before, because of IMAGES.
    private static RunReport pulled(OptionalLong... sizes) {
        List<Outcome> outcomes = Arrays.stream(sizes)
                .<Outcome>map(size -> new Outcome.Pulled(
                        UNKNOWN, Instant.EPOCH, Duration.ofSeconds(1), 1, OptionalLong.empty(), size))
                .toList();
        return Samples.report(List.of(), Samples.plan(Given.part(Samples.A, 0, List.of(UNKNOWN), List.of())), outcomes);
    }

    private List<String> told(RunReport report) throws Exception {
        Path metrics = folder.resolve("m.prom");
        SyncEvent finished = new SyncEvent.Finished(report);
        Samples.metrics(metrics, InstantSource.system(), Optional.empty()).on(finished);
        new History(folder, InstantSource.system()).on(finished);
        List<String> history = Files.readAllLines(folder.resolve("history.jsonl"));
        return List.of(
                Recap.lines(report).getLast(),
                Files.readString(metrics),
                history.getLast(),
                HistoryText.lines(history, 1, ZoneOffset.UTC).getLast(),
                Samples.text(ReportJson.run(report)));
    }

    @Test
    void whatWasPulledBecauseOfImagesCountedAsNothing() throws Exception {
        List<String> known = told(pulled(OptionalLong.of(2_000_000), OptionalLong.of(500_000)));
        assertThat(known.get(0)).contains("  2.5 MB  ");
        assertThat(known.get(1)).contains("image_sync_pulled_bytes{node=\"a\"} 2500000.0");
        assertThat(known.get(2)).contains("\"bytes\":2500000");
        assertThat(known.get(3)).endsWith("2.5 MB");
        assertThat(known.get(4)).contains("\"bytes\" : 2000000", "\"bytes\" : 500000");

        List<String> unknown = told(pulled(OptionalLong.empty(), OptionalLong.empty()));
        assertThat(unknown.get(0)).contains("  size unknown  ");
        assertThat(unknown.get(1)).doesNotContain("pulled_bytes{");
        assertThat(unknown.get(2)).doesNotContain("bytes");
        assertThat(unknown.get(3)).endsWith("size unknown");
        assertThat(unknown.get(4)).doesNotContain("bytesToPull", "\"bytes\" : 0");

        assertThat(told(pulled(OptionalLong.of(2_000_000), OptionalLong.empty()))
                        .getFirst())
                .contains("  at least 2.0 MB  ");
    }
}
