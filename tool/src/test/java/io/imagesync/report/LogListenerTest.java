package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Failure;
import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NodeFailure.CommandNotFound;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Log watchers match these lines: they are part of the interface.
class LogListenerTest {
    private static final String TIME = "[2026-03-01 12:00:00] ";

    @TempDir
    private Path folder = Path.of("");

    private List<String> lines(Level threshold, List<SyncEvent> events) throws IOException {
        SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
        try (DayLog log = new DayLog(folder, clock, threshold, 100_000, _ -> {})) {
            LogListener listener = new LogListener(log);
            events.forEach(listener::on);
        }
        List<String> lines = Files.readAllLines(folder.resolve("image-sync-2026-03-01.log"));
        assertThat(lines).allMatch(l -> l.startsWith(TIME));
        return lines.stream().map(l -> l.substring(TIME.length())).toList();
    }

    private List<String> lines(SyncEvent... events) throws IOException {
        return lines(Level.INFO, List.of(events));
    }

    private List<String> failed(PullFailure why) throws IOException {
        return lines(new SyncEvent.PullEnded(new Outcome.Failed(Samples.GONE, why, Samples.STARTED, Duration.ZERO, 1)));
    }

    @Test
    void theStart() throws Exception {
        assertThat(lines(
                        new SyncEvent.Started(List.of(Samples.A, Samples.B, Samples.C)),
                        new SyncEvent.Connected(Samples.A),
                        new SyncEvent.Surveyed(new Survey.LeftOut(Samples.C, Samples.UNREACHABLE)),
                        new SyncEvent.Surveyed(new Survey.LeftOut(Samples.B, new CommandNotFound("crictl")))))
                .containsExactly(
                        "[INFO] === IMAGE SYNC STARTED ===",
                        "[INFO] Nodes: a <-> b <-> c",
                        "[INFO] SSH OK: a",
                        "[ERROR] Cannot connect to c via SSH: connection refused by 10.0.0.3:22;"
                                + " check that sshd runs on the node and that SSH_PORT (or Port) is right",
                        "[ERROR] Failed to get images from b (exit code: 127)",
                        "[ERROR] Cannot read the images on b: command not found on the node: crictl;"
                                + " install cri-tools on the node or set CRICTL to the command's path");
    }

    private List<String> leftOut(Failure why) throws IOException {
        Files.deleteIfExists(folder.resolve("image-sync-2026-03-01.log"));
        return lines(new SyncEvent.Surveyed(new Survey.LeftOut(Samples.C, why)));
    }

    @Test
    void alertsOnTheReadFailuresOfTheBashToolStillFire() throws Exception {
        Map<Failure, Integer> exitCodes = Map.of(
                new NodeFailure.CommandFailed(17, "x"), 17,
                new NodeFailure.NoShell(0, "x"), 1,
                new NodeFailure.CommandTimedOut(Duration.ofSeconds(9)), 124,
                new NodeFailure.ListingInvalid("x"), 1,
                new ConnectionLost("x"), 255);
        for (Map.Entry<Failure, Integer> row : exitCodes.entrySet()) {
            assertThat(leftOut(row.getKey()))
                    .hasSize(2)
                    .startsWith("[ERROR] Failed to get images from c (exit code: " + row.getValue() + ")");
        }
        assertThat(leftOut(Samples.UNREACHABLE)).hasSize(1);
    }

    @Test
    void alertsOnTheAdviceOfTheBashToolFireWhereAuthenticationFailed() throws Exception {
        String advice = "[ERROR] Ensure SSH key-based authentication is configured";
        assertThat(leftOut(new ConnectFailure.AuthenticationFailed("root", "c", "")))
                .hasSize(2)
                .endsWith(advice);
        assertThat(leftOut(new ConnectFailure.SecondFactorWanted("root", "c", "")))
                .hasSize(2)
                .endsWith(advice);
        assertThat(leftOut(Samples.UNREACHABLE)).doesNotContain(advice);
    }

    @Test
    void alertsOnAnAbortedRunFireOnlyWhereNothingCouldBeCompared() throws Exception {
        SyncEvent leftOut = new SyncEvent.Surveyed(new Survey.LeftOut(Samples.C, Samples.UNREACHABLE));
        SyncEvent impossible = new SyncEvent.Impossible("what", "remedy");
        assertThat(lines(leftOut, impossible))
                .endsWith("[ERROR] what; remedy", "[ERROR] Failed to fetch images from c. Aborting sync.");
        Files.delete(folder.resolve("image-sync-2026-03-01.log"));
        assertThat(lines(leftOut, new SyncEvent.Planned(Samples.nothingToDo()), impossible))
                .noneMatch(line -> line.contains("Aborting sync."));
    }

    @Test
    void aNodeThatIsAskedAgainHasALineAndTheErrorSaysHowOften() throws Exception {
        assertThat(lines(
                        new SyncEvent.AskingAgain(Samples.C, Samples.UNREACHABLE, Duration.ofMillis(2300)),
                        new SyncEvent.Surveyed(new Survey.LeftOut(Samples.C, Samples.UNREACHABLE, 3))))
                .containsExactly(
                        "[WARNING] Asking c again in 2300 ms: connection refused by 10.0.0.3:22",
                        "[ERROR] Cannot connect to c via SSH: connection refused by 10.0.0.3:22 (after 3 tries);"
                                + " check that sshd runs on the node and that SSH_PORT (or Port) is right");
    }

    @Test
    void aNodeThatACancelledRunDidNotAskIsNotUnreachable() throws Exception {
        assertThat(lines(new SyncEvent.Surveyed(new Survey.LeftOut(Samples.C, new PullFailure.Cancelled()))))
                .containsExactly("[WARNING] Not asked: c (CANCELLED)");
    }

    @Test
    void severalPrefixesThatMatchAsPlainTextAreOneWarning() throws Exception {
        Plan.PlainTextMatch match = new Plan.PlainTextMatch("a", ImageRef.of("ab/c:1"), 1);
        Plan plan = Given.plan(List.of(), List.of(), new TreeMap<>(), List.of(match, match), List.of());
        assertThat(lines(new SyncEvent.Planned(plan)))
                .filteredOn(line -> line.contains("WARNING"))
                .hasSize(1);
    }

    @Test
    void aPrefixThatTakesNothingIsAWarningInLogPlanAndHistory() throws Exception {
        Plan plan = new Plan(List.of(), List.of(), new TreeMap<>(), List.of(), List.of("nvcr.io/nvida"), List.of());
        String words = "The prefix nvcr.io/nvida selects no image on any node; correct or remove it";

        assertThat(lines(new SyncEvent.Planned(plan))).anyMatch(line -> line.startsWith("[WARNING] " + words));
        assertThat(PlanText.lines(List.of(), plan, Columns.ANY))
                .anyMatch(line -> line.startsWith("warning   " + words));
        assertThat(ReportJson.plan(List.of(), plan, List.of())).contains(words);
        assertThat(HistoryText.idlePrefixes(
                        List.of("{\"nodes\":2,\"idlePrefixes\":[\"a\",\"b\"],\"x\":[{}],\"bytes\":1}")))
                .containsExactly("a", "b");
        assertThat(HistoryText.idlePrefixes(List.of())).isEmpty();
        assertThat(HistoryText.idlePrefixes(List.of("{\"idlePrefixes\":[\"a\"")))
                .isEmpty();
    }

    @Test
    void thePlan() throws Exception {
        assertThat(lines(new SyncEvent.Planned(Samples.everything())))
                .containsExactly(
                        "[WARNING] Invalid image reference, left alone: r.io/Bad on a, b",
                        "[WARNING] Not selected, because a prefix ends where a part of a name ends: 2 for bcm11, such"
                                + " as bcm111/app:1 (to select them, write bcm11*)",
                        "[WARNING] Drift: r.io/drift:1 is 2 different images: 2 on a,b, 1 on c",
                        "[INFO] Images on a: 3",
                        "[INFO] Missing on a: 2",
                        "[INFO] Images on b: 12",
                        "[INFO] Missing on b: 3",
                        "[WARNING] Skipped: r.io/huge:1 on b (disk): would pass DISK_LIMIT 80%",
                        "[INFO] Skipped: r.io/hand:1 on b (loaded by hand): push it",
                        "[INFO] With RELAY=loaded, images that were loaded by hand come from the"
                                + " nodes that have them");
    }

    @Test
    void whatIsRememberedIsNotInStepAndOnlyNewsIsAWarning() throws Exception {
        assertThat(lines(new SyncEvent.Planned(Samples.skipping(Samples.BEFORE, Samples.GC, Samples.GC_TOLD))))
                .containsExactly(
                        "[INFO] Images on a: 3",
                        "[INFO] Missing on a: 3",
                        "[INFO] Skipped: r.io/before:1 on a (failed before): not found (once); next attempt after"
                                + " 18:40",
                        "[WARNING] Skipped: r.io/gc:1 on a (vanishes): gone 3 times; free space",
                        "[INFO] Skipped: r.io/gc:1 on a (vanishes): gone 3 times; free space");
        assertThat(lines(new SyncEvent.Planned(Samples.skipping(Samples.BEFORE))))
                .noneMatch(l -> l.contains("All images are already synced"));
        assertThat(lines(new SyncEvent.Planned(Samples.skipping(Samples.GC_TOLD))))
                .noneMatch(l -> l.contains("All images are already synced"));
    }

    @Test
    void nothingToDo() throws Exception {
        assertThat(lines(new SyncEvent.Planned(Samples.nothingToDo())))
                .endsWith("[INFO] All images are already synced");
    }

    @Test
    void allIsNotSyncedWhileANodeLacksWhatWasSkipped() throws Exception {
        for (Skip skip : List.of(Samples.BY_HAND, Samples.skip(Samples.A, "r.io/x:1", Skip.Reason.TOO_LARGE, "9 GB"))) {
            assertThat(lines(new SyncEvent.Planned(Samples.skipping(skip))))
                    .noneMatch(l -> l.contains("All images are already synced"));
        }
        Plan.NodePlan lacking = new Plan.NodePlan(Samples.A, 3, 0, 1, List.of(), List.of());
        assertThat(lines(new SyncEvent.Planned(Samples.plan(lacking))))
                .noneMatch(l -> l.contains("All images are already synced"));
    }

    @Test
    void nothingToDoIsNotSaidWhenANodeWasLeftOut() throws Exception {
        assertThat(lines(
                        new SyncEvent.Surveyed(new Survey.LeftOut(Samples.C, Samples.UNREACHABLE)),
                        new SyncEvent.Planned(Samples.nothingToDo())))
                .noneMatch(l -> l.contains("All images are already synced"));
    }

    @Test
    void pulls() throws Exception {
        assertThat(lines(
                        new SyncEvent.PullStarted(Samples.BIG),
                        new SyncEvent.Retrying(Samples.BIG, Samples.NOT_FOUND, Duration.ofMillis(2300)),
                        new SyncEvent.PullEnded(Samples.outcomes().get(0)),
                        new SyncEvent.PullEnded(Samples.outcomes().get(1)),
                        new SyncEvent.PullEnded(Samples.outcomes().get(2)),
                        new SyncEvent.PullEnded(Samples.outcomes().get(3)),
                        new SyncEvent.PullEnded(
                                new Outcome.NotTried(Samples.LATE, Outcome.Cause.REGISTRY, "r.io cannot be reached"))))
                .containsExactly(
                        "[INFO] Pulling r.io/big:1 on a",
                        "[WARNING] Trying r.io/big:1 on a again in 2300 ms:"
                                + " the registry does not have it: r.io/gone:1: not found",
                        "[SUCCESS] r.io/big:1 on a",
                        "[ERROR] FAILED: r.io/gone:1 on a (Exit code: 1): the registry does not have it:"
                                + " r.io/gone:1: not found; check the tag; it may have been deleted since",
                        "[ERROR] TIMEOUT: Pulling r.io/slow:1 on b exceeded 1800s",
                        "[WARNING] Not tried: r.io/late:1 on b (RUN_LIMIT)",
                        "[WARNING] Not tried: r.io/late:1 on b (REGISTRY): r.io cannot be reached");
    }

    @Test
    void aTimeOutThatASilentRegistryCausedNamesIt() throws Exception {
        assertThat(failed(new PullFailure.TimedOut(Duration.ofSeconds(60)).silent("r.io")))
                .containsExactly(
                        "[ERROR] TIMEOUT: Pulling r.io/gone:1 on a exceeded 60s: the registry r.io did not answer;"
                                + " check DNS, route, firewall and proxy of the node, and whether the registry is up; else raise"
                                + " TIME_OUT");
    }

    @Test
    void aFailureHasTheExitCodeThatAShellWouldSee() throws Exception {
        assertThat(failed(new Refused(PullFailure.Kind.OTHER, 3, "x")).getLast())
                .startsWith("[ERROR] FAILED: r.io/gone:1 on a (Exit code: 3): ");
        assertThat(failed(new NodeTrouble(new ConnectionLost(""))).getLast())
                .startsWith("[ERROR] FAILED: r.io/gone:1 on a (Exit code: 255): connection lost");
    }

    @Test
    void theSummary() throws Exception {
        assertThat(lines(new SyncEvent.Finished(Samples.report())))
                .containsExactly(
                        "[INFO] NODE  PULLED  FAILED  NOT TRIED  SKIPPED   BYTES      TIME",
                        "[INFO] a          1       1          0        0  2.5 GB      75 s",
                        "[INFO] b          0       1          1        2       -    30 min",
                        "[INFO] c          -       -          -        -       -  left out",
                        "[INFO] left out: c: connection refused by 10.0.0.3:22; check that sshd runs on the node and"
                                + " that SSH_PORT (or Port) is right",
                        "[INFO] failed: r.io/gone:1 on a: the registry does not have it: r.io/gone:1: not found;"
                                + " check the tag; it may have been deleted since",
                        "[INFO] failed: r.io/slow:1 on b: not finished within TIME_OUT, 1800s; raise TIME_OUT, or look"
                                + " at the speed of the registry and of the node's disk",
                        "[INFO] not tried: r.io/late:1 on b: RUN_LIMIT was reached; the next run continues, or raise"
                                + " RUN_LIMIT",
                        "[INFO] not tried: r.io/huge:1 on b: no room within DISK_LIMIT; free space on the node, or"
                                + " raise DISK_LIMIT",
                        "[INFO] === SUMMARY ===",
                        "[INFO] Successful pulls (this session): 1",
                        "[INFO] Failed pulls (this session): 2",
                        "[INFO] Pulls not tried (this session): 1",
                        "[INFO] Skipped images (this session): 2",
                        "[INFO] Nodes left out: c",
                        "[INFO] === IMAGE SYNC COMPLETE ===");
    }

    @Test
    void theSummaryHasTheCausesThatEarlierRunsKnew() throws Exception {
        RunReport report = Samples.report(
                List.of(), Samples.skipping(Samples.BEFORE, Samples.GC_TOLD, Samples.BY_HAND), List.of());
        assertThat(lines(new SyncEvent.Finished(report)))
                .contains(
                        "[INFO] failed before: r.io/before:1 on a: not found (once); next attempt after 18:40",
                        "[INFO] vanishes: r.io/gc:1 on a: gone 3 times; free space")
                .noneMatch(line -> line.contains("r.io/hand:1"));
    }

    @Test
    void theSummaryOfACancelledRunDoesNotSayComplete() throws Exception {
        RunReport report = Samples.report();
        RunReport cancelled = new RunReport(
                report.started(),
                report.took(),
                report.surveys(),
                () -> {
                    throw new AssertionError("what was where is not for the log");
                },
                report.plan(),
                report.outcomes(),
                true);
        assertThat(lines(new SyncEvent.Cancelling("SIGTERM"), new SyncEvent.Finished(cancelled)))
                .startsWith("[WARNING] SIGTERM received: cancelling running pulls")
                .endsWith("[INFO] === IMAGE SYNC CANCELLED ===");
    }

    @Test
    void theRest() throws Exception {
        List<SyncEvent> events = List.of(
                new SyncEvent.Warned("a warning"),
                new SyncEvent.Noted("a note"),
                new SyncEvent.Surveyed(Samples.surveys().getFirst()),
                new SyncEvent.Impossible("what", "remedy"));
        assertThat(lines(Level.DEBUG, events))
                .containsExactly(
                        "[WARNING] a warning",
                        "[DEBUG] a note",
                        "[DEBUG] Listed a: 1 images in all",
                        "[ERROR] what; remedy");
    }
}
