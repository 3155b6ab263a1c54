package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Outcome;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));

    @TempDir
    private Path folder;

    private void run() {
        new History(folder, CLOCK).on(new SyncEvent.Finished(Samples.report()));
    }

    private String lastRun() throws UnusableFileException {
        return Samples.text(History.lastRun(folder).orElseThrow());
    }

    private Path history() {
        return folder.resolve("history.jsonl");
    }

    @Test
    void aRunLeavesItsReportAndALine() throws Exception {
        run();

        assertThat(lastRun()).isEqualTo(Samples.text(ReportJson.run(Samples.report())));
        assertThat(History.lines(folder)).singleElement().asString().isEqualTo("""
                {"version":1,"kind":"history","started":"%s","seconds":%s,"complete":false,"cancelled":false,\
                "nodes":3,"leftOut":1,"pulled":1,"failed":2,"notTried":1,"missing":4,"skipped":1,"bytes":2500000000}""".formatted(
                        Samples.report().started(), Samples.report().took().toMillis() / 1000.0));
        for (String name : List.of("last-run.json", "history.jsonl")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aRunThatCouldNotBeDoneIsNotForgotten() throws Exception {
        History history = new History(folder, CLOCK);
        Samples.report().surveys().forEach(survey -> history.on(new SyncEvent.Surveyed(survey)));
        history.on(new SyncEvent.Impossible("1 of 3 nodes could be read", "mend the nodes"));

        String line = History.lines(folder).getFirst();
        assertThat(line)
                .contains("\"started\":\"2026-11-25T12:00:00Z\",\"seconds\":0.0,\"complete\":false,")
                .contains("\"impossible\":true,\"nodes\":3,\"leftOut\":1,");
        assertThat(HistoryText.lines(List.of(line), 1, ZoneId.of("UTC")).getLast())
                .contains("  impossible  ");
        assertThat(lastRun())
                .contains("\"what\" : \"1 of 3 nodes could be read\"", "\"remedy\" : \"mend the nodes\"")
                .contains("\"state\" : \"left-out\"");
    }

    @Test
    void fiveHundredRunsAreKept() throws Exception {
        run();
        String line = History.lines(folder).getFirst();
        Files.writeString(history(), (line + "\n").repeat(History.RUNS - 1) + "{\"torn\n\u0000\n" + line + "\n");
        run();
        assertThat(History.lines(folder)).hasSize(History.RUNS);
    }

    @Test
    void whatCannotBeReadIsKeptAsideAndBegunAnew() throws Exception {
        Files.createSymbolicLink(history(), Path.of("/etc/passwd"));
        run();
        assertThat(History.lines(folder)).hasSize(1);
        assertThat(folder.resolve("history.jsonl.broken")).isSymbolicLink();
    }

    @Test
    void aBrokenReportIsRefusedWithWords() throws IOException {
        for (String broken : List.of("", "{", "[]", "{} {}", "{\"a\":\u0000}")) {
            Files.writeString(folder.resolve("last-run.json"), broken);
            assertThatThrownBy(() -> History.lastRun(folder))
                    .isInstanceOf(UnusableFileException.class)
                    .hasMessageEndingWith("last-run.json is broken");
        }
    }

    @Test
    void whoReadsAReportGetsNoControlCharacters() throws Exception {
        Files.writeString(folder.resolve("last-run.json"), "{\"a\":\"\\u001b[2J\"}");
        assertThat(lastRun()).matches("[\\P{Cntrl}\n]+");
    }

    @Test
    void withoutARunThereIsNothing() throws Exception {
        assertThat(History.lastRun(folder)).isEmpty();
        assertThat(History.lines(folder)).isEmpty();
    }

    @Test
    void theLastOnesAreALineEach() {
        String line = "{\"version\":1,\"kind\":\"history\",\"started\":\"2026-11-24T22:30:00Z\",\"seconds\":75.5,"
                + "\"complete\":%s,\"cancelled\":%s,\"nodes\":3,\"leftOut\":0,\"pulled\":2,\"failed\":1,\"notTried\":0,"
                + "\"missing\":1,\"bytes\":2500000000}";
        List<String> runs = List.of(
                line.formatted("true", "false"),
                line.formatted("false", "false"),
                "{\"version\":1,\"kind\":\"history\",\"started\":\"\\u001b\"}",
                line.formatted("false", "true"));

        assertThat(String.join("\n", HistoryText.lines(runs, 3, ZoneId.of("Europe/Berlin"))))
                .isEqualTo("""
                RUN                  TOOK  RESULT      PULLED  FAILED  NOT TRIED  MISSING  SKIPPED  LEFT OUT   BYTES
                2026-11-24 23:30:00  76 s  incomplete       2       1          0        1        0         0  2.5 GB
                2026-11-24 23:30:00  76 s  cancelled        2       1          0        1        0         0  2.5 GB""");
    }

    @Test
    void pulledImagesOfUnknownSizeHadNoBytes() throws Exception {
        List<Outcome> outcomes = List.of(
                new Outcome.Pulled(Samples.SLOW, Samples.STARTED, Duration.ofSeconds(2), 1, OptionalLong.empty()),
                Samples.outcomes().getFirst());
        for (int pulls = 1; pulls <= 2; pulls++) {
            new History(folder, CLOCK)
                    .on(new SyncEvent.Finished(
                            Samples.report(List.of(), Samples.everything(), outcomes.subList(0, pulls))));
        }
        assertThat(HistoryText.lines(History.lines(folder), 2, ZoneId.of("UTC")))
                .satisfiesExactly(
                        head -> assertThat(head).endsWith("BYTES"),
                        unknown -> assertThat(unknown).endsWith("  size unknown"),
                        partly -> assertThat(partly).endsWith("  at least 2.5 GB"));
    }
}
