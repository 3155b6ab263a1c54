package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.PullFailure;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.RemovalPlan.NodePart;
import io.imagesync.model.RemovalPlan.Refused;
import io.imagesync.model.RemovalPlan.Rule;
import io.imagesync.model.RemovalPlan.Staying;
import io.imagesync.model.RemovalPlan.Why;
import io.imagesync.model.Removals;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each output says of removals.
class RemovalOutputsTest {
    private static final String ID = "sha256:0123456789abcdef" + "0".repeat(48);
    private static final Going APP = going("r.io/app:1", true, OptionalLong.of(2_500_000_000L));
    private static final Going TAG = going("r.io/app:latest", false, OptionalLong.of(0));
    private static final Staying USED = new Staying(ImageRef.of("r.io/web:1"), Why.IN_USE, "container web-1 (exited)");
    private static final Staying UNKNOWN =
            new Staying(ImageRef.of("r.io/web:1"), Why.NOT_KNOWN, "the runtime does not say; use CRI");

    @TempDir
    private Path folder = Path.of("");

    private static Going going(String name, boolean last, OptionalLong freed) {
        ImageRef ref = ImageRef.of(name);
        return new Going(ref, new HeldImage(ID, List.of(ref), List.of(), OptionalLong.empty()), last, freed);
    }

    private static RemovalPlan plan(NodePart... parts) {
        return new RemovalPlan(
                List.of(parts), List.of(new Refused(ImageRef.of("r.io/base:1"), Rule.IMAGES)), List.of("r.io/typo:*"));
    }

    private static RunReport report(RemovalPlan plan, List<Removal> ended, Survey... surveys) {
        return new RunReport(
                Samples.STARTED,
                Duration.ofSeconds(3),
                List.of(surveys),
                () -> new Matrix(List.of(), List.of()),
                new Plan(List.of(), List.of(), new TreeMap<>(), List.of(), List.of(), List.of()),
                List.of(),
                false,
                new Removals(plan, ended));
    }

    @Test
    void thePlanSaysWhatGoesWhatStaysAndWhy() {
        RemovalPlan plan = plan(
                new NodePart(Samples.A, List.of(APP, TAG), List.of(USED)),
                new NodePart(Samples.B, List.of(), List.of()));

        assertThat(String.join(
                        "\n",
                        RemovalText.lines(
                                List.of(new Survey.LeftOut(Samples.C, Samples.UNREACHABLE)), plan, Columns.ANY)))
                .isEqualTo("""
                        NODE  TO REMOVE  STAY     FREED
                        a             2     1    2.5 GB
                        b             0     0         -
                        c             -     -  left out

                        remove  a  r.io/app:1       sha256:0123456789ab  2.5 GB
                        remove  a  r.io/app:latest  sha256:0123456789ab       -  this name only
                        stay  a  r.io/web:1  in use: container web-1 (exited)
                        left out  c: connection refused by 10.0.0.3:22; check that sshd runs on the node and that SSH_PORT (or Port) is right
                        Not removed: r.io/base:1: IMAGES names it; remove it from IMAGES first
                        No image matches r.io/typo:*

                        2 names on 1 node, 2.5 GB freed""");
    }

    @Test
    void fortyNodesShareLinesAlsoWhereEachHasAContainerOfItsOwn() {
        NodePart[] parts = IntStream.rangeClosed(1, 40)
                .mapToObj(i -> new NodePart(
                        new NodeName(String.format("gpu%02d", i)),
                        List.of(APP),
                        List.of(new Staying(ImageRef.of("r.io/web:1"), Why.IN_USE, "container web-" + i))))
                .toArray(NodePart[]::new);

        List<String> lines = RemovalText.lines(List.of(), plan(parts), 100);

        assertThat(lines)
                .hasSizeLessThan(12)
                .contains(
                        "gpu[01-40]          1     1  2.5 GB",
                        "stay  gpu[01-40]  r.io/web:1  in use: container web-1 on gpu01, others elsewhere",
                        "40 names on 40 nodes, 100 GB freed");
    }

    @Test
    void nothingToRemoveIsSaid() {
        assertThat(RemovalText.lines(List.of(), RemovalPlan.NONE, Columns.ANY)).endsWith("Nothing to remove.");
    }

    @Test
    void theLogHasEachRemoval() throws Exception {
        RemovalPlan plan = plan(new NodePart(Samples.A, List.of(APP, TAG), List.of(USED, UNKNOWN)));
        Removal gone = new Removal.Gone(Samples.A, APP);
        Removal failed = new Removal.Failed(Samples.A, TAG.name(), Samples.UNREACHABLE);
        Removal cancelled = new Removal.Failed(Samples.B, TAG.name(), new PullFailure.Cancelled());

        assertThat(log(
                        new SyncEvent.RemovalPlanned(plan),
                        new SyncEvent.RemovalStarted(Samples.A, APP.name()),
                        new SyncEvent.RemovalEnded(gone),
                        new SyncEvent.RemovalEnded(failed),
                        new SyncEvent.RemovalEnded(cancelled),
                        new SyncEvent.RemovalEnded(new Removal.Stayed(Samples.A, USED)),
                        new SyncEvent.Finished(report(plan, List.of(gone, failed, cancelled)))))
                .containsSubsequence(
                        "[INFO] No image matches r.io/typo:*",
                        "[WARNING] Not removed: r.io/base:1: IMAGES names it; remove it from IMAGES first",
                        "[INFO] To remove on a: 2",
                        "[INFO] Stays: r.io/web:1 on a (in use): container web-1 (exited)",
                        "[WARNING] Stays: r.io/web:1 on a (use not known): the runtime does not say; use CRI",
                        "[INFO] Removing r.io/app:1 on a",
                        "[SUCCESS] Removed: r.io/app:1 on a",
                        "[ERROR] FAILED to remove: r.io/app:latest on a: connection refused by 10.0.0.3:22; check that"
                                + " sshd runs on the node and that SSH_PORT (or Port) is right",
                        "[WARNING] Not removed: r.io/app:latest on b (CANCELLED)",
                        "[INFO] Stays: r.io/web:1 on a (in use): container web-1 (exited)",
                        "[INFO] Removed names (this session): 1",
                        "[INFO] Failed removals (this session): 2",
                        "[INFO] Names that stay (this session): 2",
                        "[INFO] === IMAGE SYNC COMPLETE ===");
    }

    private List<String> log(SyncEvent... events) throws Exception {
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
    void linesSayWhatHappens() {
        List<String> lines = new ArrayList<>();
        SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
        LineListener listener =
                new LineListener(lines::add, lines::add, clock, Duration.ofSeconds(5), true, () -> Columns.ANY);
        RemovalPlan plan = plan(new NodePart(Samples.A, List.of(APP), List.of()));
        Removal gone = new Removal.Gone(Samples.A, APP);

        listener.on(new SyncEvent.RemovalPlanned(plan));
        listener.on(new SyncEvent.RemovalEnded(gone));
        listener.on(new SyncEvent.Finished(report(plan, List.of(gone))));

        assertThat(lines)
                .containsExactly(
                        "Not removed: r.io/base:1: IMAGES names it; remove it from IMAGES first",
                        "No image matches r.io/typo:*",
                        "a  r.io/app:1  removed",
                        "1 name removed on 1 node, 2.5 GB freed, 0 stay, 0 failed");
    }

    @Test
    void theBarCountsNames() {
        SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
        LiveFrame frame = new LiveFrame(clock, Duration.ofMinutes(30));
        frame.on(new SyncEvent.RemovalPlanned(plan(new NodePart(Samples.A, List.of(APP, TAG), List.of()))));
        frame.on(new SyncEvent.RemovalEnded(new Removal.Gone(Samples.A, APP)));

        assertThat(frame.lines(80, 5)).containsExactly("removing: 1 of 2 names, 0.0 s");
    }

    @Test
    void stderrNamesWhatIsLeftUndone() {
        RemovalPlan plan = plan(new NodePart(Samples.A, List.of(APP), List.of(USED)));
        RunReport used = report(plan, List.of());
        RunReport unknown = report(plan(new NodePart(Samples.A, List.of(), List.of(UNKNOWN))), List.of());
        RunReport failed =
                report(plan, List.of(new Removal.Failed(Samples.B, APP.name(), new PullFailure.Cancelled())));

        assertThat(used.complete()).isTrue();
        assertThat(Complaints.of(used)).isEmpty();
        assertThat(Complaints.of(unknown))
                .containsExactly("not removed: r.io/web:1 on a: use not known: the runtime does not say; use CRI");
        assertThat(Complaints.of(failed)).containsExactly("not removed: r.io/app:1 on b: cancelled; run again");
    }

    @Test
    void jsonHasThePlanAndTheRun() {
        RemovalPlan plan = plan(new NodePart(Samples.A, List.of(APP), List.of(USED)));
        String planned =
                RemovalJson.plan(List.of(new Survey.LeftOut(Samples.C, Samples.UNREACHABLE)), plan, List.of("odd"));
        String run = Samples.text(ReportJson.run(report(plan, List.of(new Removal.Gone(Samples.A, APP)))));

        assertThat(planned)
                .contains("\"kind\" : \"removal-plan\"", "\"image\" : \"r.io/app:1\"", "\"id\" : \"" + ID + "\"")
                .contains("\"last\" : true", "\"bytesFreed\" : 2500000000", "\"reason\" : \"in use\"")
                .contains("\"reason\" : \"IMAGES\"", "\"unmatched\" : [ \"r.io/typo:*\" ]", "\"odd\"")
                .contains("connection refused by 10.0.0.3:22");
        assertThat(run).contains("\"kind\" : \"run\"", "\"result\" : \"removed\"", "\"detail\" : \"container web-1");
        assertThat(Samples.text(ReportJson.run(Samples.report()))).doesNotContain("removals");
    }

    @Test
    void patternsAreFitToBeShown() {
        RemovalPlan plan = new RemovalPlan(List.of(), List.of(), List.of("\u001b[31mred\n:1"));

        assertThat(RemovalText.left(plan)).containsExactly("No image matches \\u001B[31mred\\n:1");
    }

    @Test
    void aNameWithoutATagIsSaidToMeanLatest() {
        RemovalPlan plan =
                new RemovalPlan(List.of(), List.of(), List.of("web", "r.io:5000/web", "r.io:5000/web:1", "r.io/*"));

        assertThat(RemovalText.left(plan))
                .containsExactly(
                        "No image matches web, which means the tag latest; for all tags write '*/NAME:*'",
                        "No image matches r.io:5000/web, which means the tag latest; for all tags write '*/NAME:*'",
                        "No image matches r.io:5000/web:1",
                        "No image matches r.io/*");
    }
}
