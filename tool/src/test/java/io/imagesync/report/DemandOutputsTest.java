package io.imagesync.report;

import static io.imagesync.report.DemandSamples.APP;
import static io.imagesync.report.DemandSamples.NEW;
import static io.imagesync.report.DemandSamples.W1;
import static io.imagesync.report.DemandSamples.W3;
import static io.imagesync.report.DemandSamples.demand;
import static io.imagesync.report.DemandSamples.matrix;
import static io.imagesync.report.DemandSamples.plan;
import static io.imagesync.report.DemandSamples.pull;
import static io.imagesync.report.DemandSamples.row;
import static io.imagesync.report.DemandSamples.surveys;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Demand;
import io.imagesync.model.Demand.Need;
import io.imagesync.model.Given;
import io.imagesync.model.Level;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.Plan;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Refused;
import io.imagesync.model.RemovalPlan.Rule;
import io.imagesync.model.SyncEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each output says of what Kubernetes asks of the nodes.
class DemandOutputsTest {
    @TempDir
    private Path folder = Path.of("");

    private List<String> log(SyncEvent event) throws Exception {
        SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
        try (DayLog log = new DayLog(folder, clock, Level.INFO, 1 << 20, _ -> {})) {
            new LogListener(log).on(event);
            return Files.readAllLines(log.today()).stream()
                    .map(line -> line.substring(line.indexOf(']') + 2))
                    .toList();
        }
    }

    @Test
    void theStatusTellsWhoUsesWhatAndWhatIsNowhere() {
        List<String> lines = StatusText.lines(surveys(), matrix(), plan(), false, Columns.ANY);
        assertThat(String.join("\n", lines.subList(lines.indexOf("") + 1, lines.size())))
                .isEqualTo("""
                IMAGE               SIZE  w1  w2   w3          USED BY
                r.io/app:2           5 B  -   yes  yes         3: team/api, team/db ...
                r.io/new:1  size unknown  -   -    not wanted  1: team/new

                nowhere  r.io/new:1  used by 1: team/new

                waits  w1      r.io/app:2  team/api-7d9f (ImagePullBackOff)
                waits  w[1-2]  r.io/new:1  3 pods: team/new-1, team/new-2 ... (Pulling)

                left out  w[4-5] on purpose: cordoned, not-ready (NODE_SKIP)
                left out  cp on purpose: control-plane (NODE_SKIP)

                3 images on 3 nodes; 0 are everywhere, 1 on all nodes that should have them""");
        assertThat(StatusText.lines(surveys(), matrix(), plan(), true, Columns.ANY))
                .anyMatch(line -> line.matches("r.io/gpu:1 .* yes +not wanted +not wanted +1: team/train"));
    }

    @Test
    void whatIsNeededOnOtherNodesOnlyIsNotMissed() {
        Need elsewhere = new Need(List.of("team/x"), Optional.of(Set.of()));
        Plan plan = plan(new Demand(true, Map.of(NEW, elsewhere), List.of(), List.of()));
        assertThat(StatusText.lines(surveys(), matrix(), plan, true, Columns.ANY))
                .noneMatch(line -> line.startsWith("nowhere"));
    }

    @Test
    void soItDoesWhereNodesAreNoColumns() {
        List<String> lines = StatusText.lines(surveys(), matrix(), plan(), false, 20);
        assertThat(String.join(" ", lines).replaceAll("\\s+", " "))
                .contains("missing on w[1-2]; not wanted on", "used by 3: team/api,");
        assertThat(StatusText.lines(surveys(), matrix(), plan(), false, 70))
                .filteredOn(line -> line.startsWith("waits") || line.startsWith("nowhere"))
                .hasSizeGreaterThan(2)
                .allMatch(line -> line.length() <= 70);
    }

    @Test
    void whereKubernetesIsNotAskedNothingOfItIsSaid() {
        Plan plain = plan(Demand.NONE, plan().nodes().getLast());
        Matrix matrix = new Matrix(List.of(W1), List.of(row(APP, OptionalLong.of(5), Map.of(W1, Cell.MISSING))));
        assertThat(StatusText.lines(surveys(), matrix, plain, true, Columns.ANY))
                .noneMatch(line -> line.matches(".*(USED|used by|nowhere|waits|NODE_SKIP).*"));
        assertThat(PlanText.lines(surveys(), plain, Columns.ANY)).noneMatch(line -> line.contains("wait"));
        assertThat(StatusJson.of(surveys(), matrix, plain, List.of()) + ReportJson.plan(surveys(), plain, List.of()))
                .doesNotContain("usedBy", "onNoNode", "aiting", "leftAlone", "notWanted");
    }

    @Test
    void thePlanTellsWhoWaitsAndMarksThePulls() {
        List<String> lines = PlanText.lines(surveys(), plan(), Columns.ANY);
        assertThat(String.join("\n", lines.subList(lines.indexOf("") + 1, lines.size())))
                .isEqualTo("""
                pull  w1      r.io/app:2  5 B  a pod waits for it
                pull  w[1-2]  r.io/new:1  5 B  a pod waits for it
                pull  w3      r.io/new:1  5 B
                waits  w1      r.io/app:2  team/api-7d9f (ImagePullBackOff)
                waits  w[1-2]  r.io/new:1  3 pods: team/new-1, team/new-2 ... (Pulling)
                left out  w[4-5] on purpose: cordoned, not-ready (NODE_SKIP)
                left out  cp on purpose: control-plane (NODE_SKIP)

                4 pulls on 3 nodes, 20 B""");
    }

    @Test
    void theLogSaysHowManyWait() throws Exception {
        assertThat(log(new SyncEvent.Planned(plan())))
                .contains("[INFO] 4 pods wait for an image; their pulls come first");
        assertThat(log(new SyncEvent.Planned(plan(demand(), Given.part(W3, 1, List.of(pull(W3, NEW)), List.of())))))
                .contains("[INFO] 4 pods wait for an image");
        List<String> lines = new ArrayList<>();
        new LineListener(
                        lines::add,
                        lines::add,
                        new SettableClock("2026-01-02T03:04:05Z"),
                        Duration.ZERO,
                        false,
                        () -> 80)
                .on(new SyncEvent.Planned(plan()));
        assertThat(lines).contains("4 pods wait for an image; their pulls come first");
    }

    @Test
    void whatIsNotRemovedNamesTheWorkloads() {
        RemovalPlan plan = new RemovalPlan(
                List.of(),
                List.of(
                        new Refused(APP, Rule.WORKLOADS, List.of("team/api", "team/db")),
                        new Refused(NEW, Rule.IMAGES)),
                List.of());
        assertThat(RemovalText.left(plan))
                .containsExactly(
                        "Not removed: r.io/app:2 (used by 2: team/api, team/db): a workload names it; change the workload"
                                + " first",
                        "Not removed: r.io/new:1: IMAGES names it; remove it from IMAGES first");
        assertThat(RemovalJson.plan(List.of(), plan, List.of()).replaceAll("\\s+", ""))
                .contains("\"reason\":\"WORKLOADS\",\"usedBy\":[\"team/api\",\"team/db\"],\"users\":2}")
                .contains("{\"image\":\"r.io/new:1\",\"reason\":\"IMAGES\"}");
    }

    @Test
    void aWorkloadThatWantsWhatWasRemovedIsNamed() throws Exception {
        Plan removed = DemandSamples.removed(demand(), APP, NEW);
        String since = " was removed 2026-11-01 10:22 UTC by alice, but ";
        assertThat(log(new SyncEvent.Planned(removed)))
                .contains(
                        "[WARNING] r.io/app:2" + since + "team/api, team/db ... need it, so it is still wanted;"
                                + " change the workloads, or run image-sync restore r.io/app:2",
                        "[WARNING] r.io/new:1" + since + "team/new needs it, so it is still wanted; change the"
                                + " workload, or run image-sync restore r.io/new:1")
                .noneMatch(line -> line.contains("still there") || line.contains("IMAGES"));
        assertThat(PlanText.lines(List.of(), removed, Columns.ANY))
                .anyMatch(line -> line.startsWith("warning   r.io/app:2" + since))
                .anyMatch(line -> line.endsWith("used by 3: team/api, team/db ...; still on w1"));
        assertThat(log(new SyncEvent.Planned(DemandSamples.removed(Demand.NONE, APP, NEW))))
                .anyMatch(line -> line.startsWith("[INFO] Removed, and still there: r.io/app:2 (still on w1)"));
    }
}
