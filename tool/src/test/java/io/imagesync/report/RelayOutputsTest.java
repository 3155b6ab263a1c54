package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.Level;
import io.imagesync.model.Matrix;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each output says of images that come through this host.
class RelayOutputsTest {
    private static final Pull RELAY = Given.relay("b", "r.io/hand:1", "a", 1_000_000);
    private static final Pull OTHER = Given.relay("b", "r.io/hand:2", "a", 500_000);
    private static final Skip NOWHERE =
            Samples.skip(Samples.B, "r.io/x:1", Skip.Reason.NOT_RELAYED, "a lacks 1 of 3 parts");
    private static final Skip UNSEEN =
            Samples.skip(Samples.B, "r.io/y:1", Skip.Reason.SOURCE_UNKNOWN, "a does not answer");

    @TempDir
    private Path folder = Path.of("");

    private static Plan plan() {
        return Samples.plan(
                Given.part(Samples.A, 3, List.of(Samples.BIG), List.of()),
                Given.part(Samples.B, 1, List.of(RELAY, OTHER), List.of(NOWHERE, UNSEEN)));
    }

    private static RunReport report() {
        return Samples.report(
                List.of(),
                plan(),
                List.of(
                        Samples.outcomes().getFirst(),
                        new Outcome.Pulled(
                                RELAY, Samples.STARTED, Duration.ofSeconds(2), 1, OptionalLong.of(1_000_000)),
                        new Outcome.Failed(OTHER, Samples.NOT_FOUND, Samples.STARTED, Duration.ofSeconds(1), 1)));
    }

    private List<String> log(SyncEvent... events) throws IOException {
        SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
        try (DayLog log = new DayLog(folder, clock, Level.INFO, 100_000, _ -> {})) {
            LogListener listener = new LogListener(log);
            List.of(events).forEach(listener::on);
        }
        return Files.readAllLines(folder.resolve("image-sync-2026-03-01.log")).stream()
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
    }

    @Test
    void theLogNamesTheSourceAndElseWhatAPullHas() throws Exception {
        assertThat(log(
                        new SyncEvent.PullStarted(RELAY),
                        new SyncEvent.PullEnded(report().outcomes().get(1)),
                        new SyncEvent.PullEnded(report().outcomes().get(2))))
                .containsExactly(
                        "[INFO] Relaying r.io/hand:1 from a to b",
                        "[SUCCESS] r.io/hand:1 on b",
                        "[ERROR] FAILED: r.io/hand:2 on b (Exit code: 1): the registry does not have it:"
                                + " r.io/gone:1: not found; check the tag; it may have been deleted since");
    }

    @Test
    void theLogSaysWhatCannotBeRelayed() throws Exception {
        assertThat(log(new SyncEvent.Planned(plan())))
                .contains(
                        "[INFO] Skipped: r.io/x:1 on b (cannot be relayed): a lacks 1 of 3 parts",
                        "[WARNING] Skipped: r.io/y:1 on b (source not known): a does not answer")
                .noneMatch(line -> line.contains("RELAY=loaded"));
    }

    @Test
    void theLogSaysWhyAPullIsRelayedInstead() throws Exception {
        Pull instead = Samples.GONE.by(new Way.Relay("b", OptionalLong.of(5)));
        assertThat(log(new SyncEvent.Rerouted(Samples.GONE, "not found", instead)))
                .containsExactly("[WARNING] Not pulled: r.io/gone:1 on a: not found; it is relayed instead");
    }

    @Test
    void theLogHasWhatIsWorthKnowing() throws Exception {
        assertThat(log(new SyncEvent.Noted(Level.INFO, "it ignores pins"), new SyncEvent.Noted("a detail")))
                .containsExactly("[INFO] it ignores pins");
    }

    @Test
    void theStatusHasWhatComesThroughThisHost() throws Exception {
        Pull same = Given.relay("c", "r.io/hand:1", "a", 1_000_000);
        Plan plan = Samples.plan(
                Given.part(Samples.A, 3, List.of(Samples.BIG), List.of()),
                Given.part(Samples.B, 1, List.of(RELAY), List.of(NOWHERE)),
                Given.part(same.node(), 1, List.of(same), List.of()));
        Matrix nothing = new Matrix(List.of(), List.of());

        assertThat(StatusText.lines(List.of(), nothing, plan, false, Columns.ANY))
                .filteredOn(line -> line.contains("r.io/"))
                .singleElement()
                .asString()
                .matches("relay +[bc,\\[\\]-]+ +r.io/hand:1 .*from a, 1.0 MB of it missing");
        assertThat(StatusJson.of(List.of(), nothing, plan, List.of()).replaceAll("\\s", ""))
                .contains("\"relays\":[{\"node\":\"b\",\"image\":\"r.io/hand:1\",\"relayedFrom\":\"a\","
                        + "\"bytesMissing\":1000000},{\"node\":\"c\",");
    }

    @Test
    void theSummaryCountsRelaysAmongThePulls() throws Exception {
        assertThat(log(new SyncEvent.Finished(report())))
                .containsSubsequence(
                        "[INFO] Successful pulls (this session): 2",
                        "[INFO] Of these through this host: 1",
                        "[INFO] Failed pulls (this session): 1");
        assertThat(log(new SyncEvent.Finished(Samples.report())).subList(0, 3))
                .noneMatch(line -> line.contains("through this host"));
    }

    @Test
    void stderrTellsOfASourceThatMayBeThereNextTimeOnly() {
        assertThat(Complaints.of(report()))
                .anyMatch(line -> line.contains("r.io/y:1 on b: a does not answer"))
                .noneMatch(line -> line.contains("r.io/x:1"));
    }

    @Test
    void thePlan() {
        assertThat(String.join("\n", PlanText.lines(List.of(), plan(), Columns.ANY)))
                .contains(
                        "pull   a  r.io/big:1   2.5 GB",
                        "relay  b  r.io/hand:1  2.0 MB  from a, 1.0 MB of it missing",
                        "skip   b  r.io/x:1             cannot be relayed: a lacks 1 of 3 parts")
                .endsWith("3 pulls on 2 nodes, 2.5 GB; 2 of them through this host, 1.5 MB");
    }

    @Test
    void whoLooksOn() {
        List<String> lines = new ArrayList<>();
        SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
        LineListener listener =
                new LineListener(lines::add, lines::add, clock, Duration.ofSeconds(5), false, () -> Columns.ANY);
        Pull instead = Samples.GONE.by(new Way.Relay("b", OptionalLong.of(5)));
        listener.on(new SyncEvent.PullStarted(Samples.GONE));
        listener.on(new SyncEvent.Rerouted(Samples.GONE, "not found", instead));
        listener.on(new SyncEvent.PullStarted(RELAY));
        clock.pass(Duration.ofSeconds(6));
        listener.on(new SyncEvent.Ticked());
        listener.on(new SyncEvent.PullEnded(report().outcomes().get(1)));
        listener.on(new SyncEvent.Finished(report()));

        assertThat(lines)
                .startsWith(
                        "a  r.io/gone:1  not pulled, relayed instead: not found",
                        "b  r.io/hand:1  relaying, 6.0 s",
                        "b  r.io/hand:1  relayed from a, 2.0 MB in 2.0 s, 500 kB/s")
                .last()
                .asString()
                .startsWith("2 pulled, 1 of them through this host, 1 failed");
    }

    @Test
    void theBarsCountWhatIsRelayedInsteadOnce() {
        SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
        LiveFrame frame = new LiveFrame(clock, Duration.ofMinutes(30));
        Pull instead = Samples.BIG.by(new Way.Relay("b", OptionalLong.of(5)));
        frame.on(new SyncEvent.Planned(Samples.everything()));
        frame.on(new SyncEvent.PullStarted(Samples.BIG));
        frame.on(new SyncEvent.Rerouted(Samples.BIG, "not found", instead));
        frame.on(new SyncEvent.PullStarted(instead));

        assertThat(frame.lines(200, 20)).hasSize(2).last().asString().contains("relaying from b 2.5 GB");

        frame.on(new SyncEvent.PullEnded(
                new Outcome.Pulled(instead, Samples.STARTED, Duration.ofSeconds(2), 1, OptionalLong.empty())));
        assertThat(frame.lines(200, 20)).singleElement().asString().contains("1 of 4 images");
    }

    @Test
    void metricsHaveImagesAndBytes() throws Exception {
        Path file = folder.resolve("x.prom");
        Samples.metrics(file, InstantSource.system(), Optional.empty()).on(new SyncEvent.Finished(report()));
        assertThat(Files.readAllLines(file))
                .contains(
                        "image_sync_relays{node=\"a\"} 0.0",
                        "image_sync_relays{node=\"b\"} 1.0",
                        "image_sync_relayed_bytes{node=\"b\"} 1000000.0");
    }

    @Test
    void jsonHasTheWayAndIsDocumented() throws Exception {
        String plan = ReportJson.plan(List.of(), plan(), List.of());
        String run = Samples.text(ReportJson.run(report()));
        List<String> events = new ArrayList<>();
        JsonEvents listener = new JsonEvents(events::add, InstantSource.system(), Duration.ofSeconds(5));
        listener.on(new SyncEvent.PullStarted(RELAY));
        listener.on(new SyncEvent.Rerouted(
                Samples.GONE, "not found", Samples.GONE.by(new Way.Relay("b", OptionalLong.of(5)))));

        assertThat(plan).contains("\"relays\" : 2", "\"bytesToRelay\" : 1500000");
        assertThat(run).contains("\"relayedFrom\" : \"a\"", "\"bytesMissing\" : 1000000");
        assertThat(events)
                .satisfiesExactly(
                        started -> assertThat(started).contains("\"relayedFrom\":\"a\",\"bytesMissing\":1000000"),
                        rerouted -> assertThat(rerouted)
                                .contains("\"event\":\"pull-rerouted\"", "\"what\":\"not found\"", "\"b\""));
        assertThat(Files.readString(Path.of("../docs/json.md")))
                .contains("`relays`", "`bytesToRelay`", "`relayedFrom`", "`bytesMissing`", "`pull-rerouted`");
        assertThat(ReportJson.plan(List.of(), Samples.everything(), List.of())).doesNotContain("elay");
    }
}
