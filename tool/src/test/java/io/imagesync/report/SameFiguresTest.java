package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.plan.Planner;
import io.imagesync.plan.Prefix;
import io.imagesync.plan.Rules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One fleet, of which every output has to tell the same: w2 lacks one image that it can have and two that it cannot.
class SameFiguresTest {
    private static final String DIGEST = "@sha256:" + "0a".repeat(32);

    @TempDir
    private Path folder;

    private static HeldImage image(String tag, boolean fromRegistry) {
        ImageRef ref = ImageRef.of(tag);
        return new HeldImage(
                tag,
                List.of(ref),
                fromRegistry ? List.of(ImageRef.of(ref.name() + DIGEST)) : List.of(),
                OptionalLong.of(7));
    }

    private static Survey node(String name, HeldImage... images) {
        return new Survey.Listed(
                new NodeName(name), Given.listing(List.of(images), List.of(), Optional.of("x86_64"), Optional.empty()));
    }

    private static RunReport report() {
        HeldImage both = image("r.io/both:1", true);
        List<Survey> surveys = List.of(
                node(
                        "w1",
                        both,
                        image("r.io/lacked:1", true),
                        image("r.io/hand:1", false),
                        image("localhost/p:1", true)),
                node("w2", both));
        Rules rules = new Rules(
                List.of(new Prefix("*")),
                List.of(),
                List.of(),
                Set.of(),
                Set.of(),
                false,
                OptionalLong.empty(),
                new DiskLimit(80));
        Planner planner = new Planner(surveys, rules);
        return new RunReport(Instant.EPOCH, Duration.ZERO, surveys, planner::matrix, planner.plan(), List.of(), false);
    }

    /// The figure that a table has under a heading for a node.
    private static String figure(List<String> table, String node, String heading) {
        int column = Arrays.asList(table.getFirst().split(" {2,}", -1)).indexOf(heading);
        return table.stream()
                .filter(line -> line.startsWith(node))
                .map(line -> line.split(" {2,}", -1)[column].strip())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNoPullCanBringWasMissingInOneOutputAndSkippedInAnother() throws Exception {
        RunReport report = report();
        Path metrics = folder.resolve("m.prom");
        Samples.metrics(metrics, InstantSource.system(), Optional.empty()).on(new SyncEvent.Finished(report));
        new History(folder, InstantSource.system()).on(new SyncEvent.Finished(report));

        List<String> status = StatusText.lines(report.surveys(), report.matrix(), report.plan(), false, Columns.ANY);
        List<String> plan = PlanText.lines(report.surveys(), report.plan(), Columns.ANY);
        for (List<String> table : List.of(status, plan)) {
            assertThat(figure(table, "w2", "MISSING")).isEqualTo("1");
            assertThat(figure(table, "w2", "SKIPPED")).isEqualTo("2");
        }
        assertThat(figure(Recap.lines(report), "w2", "SKIPPED")).isEqualTo("2");
        assertThat(Files.readAllLines(metrics))
                .contains("image_sync_images_missing{node=\"w2\"} 1.0", "image_sync_images_skipped{node=\"w2\"} 2.0");
        assertThat(StatusJson.of(report.surveys(), report.matrix(), report.plan(), List.of()))
                .containsPattern("\"missing\" : 1,\\s+\"skipped\" : 2");
        assertThat(ReportJson.plan(report.surveys(), report.plan(), List.of()))
                .containsPattern("\"missing\" : 1,\\s+\"skipped\" : 2");
        List<String> history = Files.readAllLines(folder.resolve("history.jsonl"));
        assertThat(history.getLast()).contains("\"missing\":1,\"skipped\":2");
        assertThat(HistoryText.lines(history, 1, ZoneId.of("UTC")).getLast()).containsPattern(" 1 +2 +0 +0 B$");
    }
}
