package io.imagesync.report;

import static io.imagesync.report.DemandSamples.APP;
import static io.imagesync.report.DemandSamples.NEW;
import static io.imagesync.report.DemandSamples.W1;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Demand;
import io.imagesync.model.Demand.Need;
import io.imagesync.model.Demand.Waiting;
import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.report.LastRun.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What Kubernetes asks of the nodes, for programs: in the shapes of docs/json.md and docs/metrics.md, and bounded.
class DemandJsonTest {
    private static final String NOWHERE =
            "\"onNoNode\":[{\"image\":\"r.io/new:1\",\"usedBy\":[\"team/new\"],\"users\":1}],\"podsWaiting\":4,"
                    + "\"waiting\":[{\"pod\":\"team/api-7d9f\",\"node\":\"w1\",\"image\":\"r.io/app:2\",\"reason\":"
                    + "\"ImagePullBackOff\"},";
    private static final String LEFT_ALONE = "\"leftAlone\":[{\"node\":\"w4\",\"why\":[\"cordoned\",\"not-ready\"]},";

    @TempDir
    private Path folder = Path.of("");

    private static String dense(String json) {
        return json.replaceAll("\\s+", "");
    }

    private static RunReport run() {
        return DemandSamples.report(
                DemandSamples.plan(),
                new Outcome.Pulled(
                        DemandSamples.pull(W1, NEW), Samples.STARTED, Duration.ofSeconds(1), 1, OptionalLong.empty()));
    }

    @Test
    void aStatus() {
        assertThat(dense(StatusJson.of(
                        DemandSamples.surveys(), DemandSamples.matrix(), DemandSamples.plan(), List.of())))
                .contains(NOWHERE, LEFT_ALONE)
                .contains("\"byDigest\":[],\"usedBy\":[\"team/api\",\"team/db\",\"team/web\"],\"users\":3}")
                .contains("\"notWanted\":[\"w2\",\"w3\"],\"usedBy\":[\"team/train\"],\"users\":1}")
                .contains(
                        "\"name\":\"w2\",\"state\":\"readable\",\"present\":1,\"missing\":1,\"skipped\":0,\"drift\":0,"
                                + "\"byDigest\":0,\"notWanted\":1,");
    }

    @Test
    void aPlan() {
        assertThat(dense(ReportJson.plan(DemandSamples.surveys(), DemandSamples.plan(), List.of())))
                .contains(NOWHERE, LEFT_ALONE)
                .contains("\"pulls\":[{\"image\":\"r.io/app:2\",\"awaited\":true,\"bytes\":5},")
                .contains("\"name\":\"w3\"")
                .contains("\"pulls\":[{\"image\":\"r.io/new:1\",\"bytes\":5}]");
        Plan removed = DemandSamples.removed(DemandSamples.demand(), NEW);
        assertThat(dense(ReportJson.plan(List.of(), removed, List.of())))
                .contains("\"usedBy\":[\"team/new\"],\"users\":1,\"still\"");
    }

    /// What was pulled is no longer on no node.
    @Test
    void aRun() {
        assertThat(dense(Samples.text(ReportJson.run(run()))))
                .contains("\"onNoNode\":[],\"podsWaiting\":4", LEFT_ALONE)
                .contains("\"missing\":[\"w1\"],\"skipped\":[],\"drift\":[],\"byDigest\":[],\"usedBy\":[\"team/api\",")
                .doesNotContain("team/train");
        assertThat(dense(Samples.text(ReportJson.run(DemandSamples.report(DemandSamples.plan())))))
                .contains(NOWHERE);
    }

    @Test
    void everyFieldIsDocumented() throws Exception {
        String page = Files.readString(Path.of("../docs/json.md"));
        assertThat(List.of(
                        "usedBy",
                        "users",
                        "onNoNode",
                        "podsWaiting",
                        "waiting",
                        "pod",
                        "awaited",
                        "leftAlone",
                        "why",
                        "notWanted",
                        "WORKLOADS"))
                .allMatch(field -> page.contains("`" + field + "`"));
        assertThat(NodeSkip.values()).allMatch(why -> page.contains("`" + why + "`"));
    }

    @Test
    void figuresForPrometheusOnlyWhereWorkloadsAreAsked() throws Exception {
        Path file = folder.resolve("image-sync.prom");
        Metrics metrics = Samples.metrics(file, InstantSource.system(), Optional.empty());
        metrics.on(new SyncEvent.Finished(DemandSamples.report(DemandSamples.plan())));
        assertThat(Files.readAllLines(file))
                .contains("image_sync_pods_waiting 4.0", "image_sync_images_on_no_node 1.0");
        metrics.on(new SyncEvent.Finished(run()));
        assertThat(Files.readAllLines(file)).contains("image_sync_images_on_no_node 0.0");
        metrics.on(new SyncEvent.Finished(Samples.report()));
        assertThat(Files.readString(file)).doesNotContain("pods_waiting", "on_no_node");
        assertThat(Files.readString(Path.of("../docs/metrics.md")))
                .contains("`image_sync_pods_waiting`", "`image_sync_images_on_no_node`");
    }

    /// Names are checked where they come from. Here nothing depends on that.
    @Test
    void whatNoNameIsShownSoThatItDoesNothing() {
        String evil = "team/a\u001b[2J\n\u202e</script>";
        Demand demand = new Demand(
                true,
                Map.of(NEW, DemandSamples.need(evil, "x".repeat(5000))),
                List.of(new Waiting(evil, W1, NEW, evil)),
                List.of());
        Plan plan = DemandSamples.plan(demand, DemandSamples.plan().nodes().toArray(Plan.NodePlan[]::new));
        List<String> texts = new ArrayList<>(
                StatusText.lines(DemandSamples.surveys(), DemandSamples.matrix(), plan, false, Columns.ANY));
        texts.addAll(PlanText.lines(DemandSamples.surveys(), plan, Columns.ANY));
        texts.add(StatusJson.of(DemandSamples.surveys(), DemandSamples.matrix(), plan, List.of())
                .replace("\n", ""));
        assertThat(texts)
                .anyMatch(text -> text.contains("team/a\\u001B[2J"))
                .allMatch(text -> text.chars().allMatch(c -> c >= ' ' && c <= '~'))
                .noneMatch(text -> text.contains("x".repeat(400)));
    }

    private static Demand huge(List<NodeName> nodes) {
        Map<ImageRef, Need> needs = new HashMap<>();
        List<String> all = IntStream.range(0, 20_000)
                .mapToObj(i -> "team-%03d/application-with-a-long-name-%05d".formatted(i % 500, i))
                .toList();
        needs.put(APP, new Need(all, Optional.empty()));
        for (int i = 0; i < 20_000; i++) {
            ImageRef image = ImageRef.of("registry.example.com/team/application" + i + ":1");
            needs.put(image, new Need(List.of(all.get(i)), Optional.empty()));
        }
        List<Waiting> waiting = new ArrayList<>();
        nodes.forEach(node -> IntStream.range(0, 20)
                .forEach(i -> waiting.add(new Waiting("team/pod-" + node + "-" + i, node, APP, "ErrImagePull"))));
        return new Demand(
                true,
                needs,
                waiting,
                nodes.stream()
                        .map(node -> new Demand.LeftAlone(node, List.of(NodeSkip.CORDONED)))
                        .toList());
    }

    /// 5000 nodes, 20,000 workloads with as many images, 100,000 pods that wait.
    @Test
    @Timeout(60)
    void ofThousandsTheFirstAreToldAndTheOthersCounted() throws Exception {
        List<NodeName> nodes = IntStream.range(0, 5000)
                .mapToObj(i -> new NodeName("gpu%04d".formatted(i)))
                .toList();
        List<Survey> surveys = nodes.stream()
                .<Survey>map(node -> DemandSamples.holding(node, NEW))
                .toList();
        List<Plan.NodePlan> parts = nodes.stream()
                .map(node -> Given.part(node, 1, List.of(DemandSamples.pull(node, APP)), List.of()))
                .toList();
        Plan plan = DemandSamples.plan(huge(nodes), parts.toArray(Plan.NodePlan[]::new));
        Matrix matrix = new Matrix(nodes, List.of());

        assertThat(StatusText.lines(surveys, matrix, plan, true, 120))
                .contains(
                        "nowhere  19981 more images that workloads need and no node has",
                        "left out  gpu[0000-4999] on purpose: cordoned (NODE_SKIP)")
                .anyMatch(line -> line.startsWith("waits  gpu[0000-4999]  r.io/app:2  100000 pods: team/pod-gpu0000-0"))
                .hasSizeLessThan(60)
                .allMatch(line -> line.length() < 200);
        assertThat(PlanText.lines(surveys, plan, 120))
                .contains("pull  gpu[0000-4999]  r.io/app:2  5 B  a pod waits for it")
                .hasSizeLessThan(20);

        RunReport report =
                new RunReport(Samples.STARTED, Duration.ofSeconds(9), surveys, () -> matrix, plan, List.of(), false);
        LastRun.keep(folder, report, Optional.empty(), Limits.USUAL);
        String kept = Samples.text(LastRun.read(folder).orElseThrow().json());
        assertThat(kept)
                .hasSizeLessThan(16 << 20)
                .contains("\"podsWaiting\" : 100000")
                .contains("\"users\" : 20000")
                .doesNotContain("shortened");
        assertThat(kept.split("\"pod\" : ", -1)).hasSize(1001);
    }
}
