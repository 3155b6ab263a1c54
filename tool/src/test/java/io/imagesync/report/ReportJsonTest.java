package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Plan;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The shape that docs/json.md documents.
class ReportJsonTest {
    private static final String PLAN =
            ReportJson.plan(Samples.surveys(), Samples.everything(), List.of("NODES: twice"));
    private static final String RUN = Samples.text(ReportJson.run(Samples.report()));

    static List<String> documents() {
        return List.of(PLAN, RUN);
    }

    /// Every scalar by its path; the path of an element of an array ends in its index.
    private static Map<String, String> scalars(String json) throws IOException {
        Map<String, String> scalars = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    scalars.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
                }
            }
        }
        return scalars;
    }

    private static List<String> fields(String json) throws IOException {
        List<String> fields = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    fields.add(parser.currentName());
                }
            }
        }
        return fields.stream().distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyFieldIsDocumented(String json) throws Exception {
        String page = Files.readString(Path.of("../docs/json.md"));
        assertThat(fields(json)).hasSizeGreaterThan(10).allMatch(field -> page.contains("`" + field + "`"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void nodesAndTotalsAreInBoth(String json) throws Exception {
        assertThat(scalars(json))
                .containsEntry("/version", "1")
                .containsEntry("/nodes/0/name", "a")
                .containsEntry("/nodes/0/state", "readable")
                .containsEntry("/nodes/0/architecture", "x86_64")
                .containsEntry("/nodes/0/imagesHeld", "1")
                .containsEntry("/nodes/0/bytesHeld", "1000")
                .containsEntry("/nodes/0/disk/mountPoint", "/var/lib/containerd")
                .containsEntry("/nodes/0/disk/capacity", "100000")
                .containsEntry("/nodes/0/disk/used", "40000")
                .containsEntry("/nodes/0/matching", "3")
                .containsEntry("/nodes/0/missing", "2")
                .containsEntry("/nodes/0/pulls/0/image", "r.io/big:1")
                .containsEntry("/nodes/0/pulls/0/bytes", "2500000000")
                .doesNotContainKey("/nodes/1/disk/used")
                .doesNotContainKey("/nodes/1/pulls/0/bytes")
                .containsEntry("/nodes/1/skips/0/image", "r.io/huge:1")
                .containsEntry("/nodes/1/skips/0/reason", "disk")
                .containsEntry("/nodes/1/skips/0/detail", "would pass DISK_LIMIT 80%")
                .containsEntry("/nodes/2/state", "left-out")
                .containsEntry("/nodes/2/failure/what", "connection refused by 10.0.0.3:22")
                .containsEntry("/nodes/2/failure/passing", "true")
                .containsEntry("/pulls", "4")
                .containsEntry("/bytesToPull", "2570000012")
                .containsEntry("/excluded/0", "r.io/excluded:1")
                .containsEntry("/invalid/0", "r.io/Bad")
                .containsEntry("/drift/0", "r.io/drift:1");
    }

    @Test
    void eventsAreOneLineEachAndDocumented() throws Exception {
        List<String> lines = new ArrayList<>();
        SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
        JsonEvents events = new JsonEvents(lines::add, clock, Duration.ofSeconds(5));
        events.on(new SyncEvent.PullStarted(Samples.BIG));
        events.on(new SyncEvent.Progressed(
                Samples.BIG, new PullProgress(Phase.DOWNLOADING, 1000, OptionalLong.of(4000))));
        clock.pass(Duration.ofSeconds(10));
        events.on(new SyncEvent.Ticked());
        events.on(new SyncEvent.PullEnded(Samples.outcomes().getFirst()));

        String page = Files.readString(Path.of("../docs/json.md"));
        for (String line : lines) {
            assertThat(line).doesNotContain("\n");
            assertThat(fields(line)).allMatch(field -> page.contains("`" + field + "`"));
            assertThat(scalars(line))
                    .containsEntry("/version", "1")
                    .containsEntry("/kind", "event")
                    .containsEntry("/node", "a")
                    .containsEntry("/image", "r.io/big:1");
        }
        assertThat(lines)
                .extracting(line -> scalars(line).get("/event"))
                .containsExactly("pull-started", "pull-progress", "pull-ended");
        assertThat(scalars(lines.get(1)))
                .containsEntry("/seconds", "10.0")
                .containsEntry("/phase", "downloading")
                .containsEntry("/transferred", "1000")
                .containsEntry("/toTransfer", "4000")
                .containsEntry("/bytesPerSecond", "100");
        assertThat(scalars(lines.get(2))).containsEntry("/result", "pulled");
    }

    @Test
    void aPlanHasNoOutcomes() throws Exception {
        assertThat(scalars(PLAN)).containsEntry("/kind", "plan").doesNotContainKey("/complete");
        assertThat(fields(PLAN)).doesNotContain("outcomes");
    }

    @Test
    void aRunHasItsOutcomes() throws Exception {
        assertThat(scalars(RUN))
                .containsEntry("/kind", "run")
                .containsEntry("/started", "2026-03-01T12:00:00Z")
                .containsEntry("/seconds", "2.345")
                .containsEntry("/complete", "false")
                .containsEntry("/cancelled", "false")
                .containsEntry("/outcomes/0/node", "a")
                .containsEntry("/outcomes/0/image", "r.io/big:1")
                .containsEntry("/outcomes/0/result", "pulled")
                .containsEntry("/outcomes/0/bytes", "2500000000")
                .containsEntry("/outcomes/0/started", "2026-03-01T12:00:02Z")
                .containsEntry("/outcomes/0/seconds", "75.0")
                .containsEntry("/outcomes/0/attempts", "1")
                .containsEntry("/outcomes/0/transferred", "7500000000")
                .containsEntry("/outcomes/0/bytesPerSecond", "100000000")
                .containsEntry("/outcomes/1/result", "failed")
                .containsEntry("/outcomes/1/started", "2026-03-01T12:00:02.250Z")
                .containsEntry("/outcomes/1/reason", "EXIT 1")
                .containsEntry("/outcomes/1/failure/remedy", "check the tag; it may have been deleted since")
                .containsEntry("/outcomes/2/reason", "TIMEOUT")
                .containsEntry("/outcomes/2/attempts", "2")
                .doesNotContainKey("/outcomes/3/started")
                .containsEntry("/outcomes/3/result", "not-tried")
                .containsEntry("/outcomes/3/reason", "RUN_LIMIT")
                .containsEntry("/outcomes/3/detail", "")
                .containsEntry("/outcomes/3/what", "RUN_LIMIT was reached")
                .containsEntry("/outcomes/3/remedy", "the next run continues, or raise RUN_LIMIT");
    }

    @Test
    void aRunHasWhatWasWhereBeforeItsPulls() throws Exception {
        assertThat(scalars(RUN))
                .containsEntry("/images/0/image", "r.io/big:1")
                .containsEntry("/images/0/bytes", "2500000000")
                .containsEntry("/images/0/missing/0", "a")
                .containsEntry("/images/1/drift/0", "a")
                .containsEntry("/images/3/byDigest/0", "b")
                .containsEntry("/images/4/image", "r.io/slow:1")
                .doesNotContainKey("/images/2/missing/0");
    }

    @Test
    void whateverNodesSayIsEscaped() throws Exception {
        Plan plan = Given.plan(
                List.of(),
                List.of(ImageRef.of("r.io/x:1")),
                new TreeMap<>(Map.of("\"},\\ \u2028<script>", List.of(Samples.A))),
                List.of(),
                List.of());
        RunReport report = Samples.report(List.of(), plan, List.of());
        assertThat(scalars(Samples.text(ReportJson.run(report)))).containsEntry("/invalid/0", "\"},\\ \u2028<script>");
    }
}
