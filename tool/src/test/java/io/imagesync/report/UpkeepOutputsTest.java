package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the outputs say of images that are pinned, and of those that newer tags have taken the place of.
class UpkeepOutputsTest {
    private static final NodeName W1 = new NodeName("w1");
    private static final NodeName W2 = new NodeName("w2");
    private static final NodeName W3 = new NodeName("w3");
    private static final ImageRef APP = ImageRef.of("r.io/app:3");
    private static final Plan PLAN = new Plan(
            List.of(),
            List.of(),
            new TreeMap<>(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(ImageRef.of("r.io/app:1"), ImageRef.of("r.io/app:2"), ImageRef.of("r.io/b:1")));
    private static final Matrix MATRIX =
            new Matrix(List.of(W1, W2, W3), List.of(new Matrix.Row(APP, OptionalLong.of(5), Map.of(W3, Cell.MISSING))));

    @TempDir
    private Path folder = Path.of("");

    private static Survey node(NodeName name, boolean holds, boolean pinned) {
        HeldImage image = new HeldImage("sha256:1", List.of(APP), List.of(), OptionalLong.of(5), pinned);
        return new Survey.Listed(
                name, Given.listing(holds ? List.of(image) : List.of(), List.of(), Optional.empty(), Optional.empty()));
    }

    private static List<Survey> surveys(boolean pinned) {
        return List.of(node(W1, true, pinned), node(W2, true, false), node(W3, false, false));
    }

    @Test
    void theStatusShowsBoth() {
        assertThat(String.join("\n", StatusText.lines(surveys(true), MATRIX, PLAN, false, Columns.ANY)))
                .isEqualTo("""
                NODE  IMAGES  MISSING  SKIPPED  DRIFT  BY DIGEST  PINNED  SIZE     DISK
                w1         1        0        0      0          0       1   5 B  unknown
                w2         1        0        0      0          0       0   5 B  unknown
                w3         0        1        0      0          0       0   0 B  unknown

                IMAGE       SIZE  w1      w2   w3
                r.io/app:3   5 B  pinned  yes  -

                superseded  r.io/app  1, 2
                superseded  r.io/b    1

                1 images on 3 nodes; 0 are everywhere""");
        assertThat(StatusText.lines(surveys(false), MATRIX, Samples.plan(), false, Columns.ANY))
                .noneMatch(line -> line.contains("PINNED") || line.contains("pinned") || line.contains("superseded"));
    }

    @Test
    void soItDoesWhereNodesAreNoColumns() {
        List<String> lines = StatusText.lines(surveys(true), MATRIX, PLAN, false, 20);
        assertThat(String.join(" ", lines)).containsPattern("missing on\\s+w3;\\s+pinned on w1");
    }

    @Test
    void jsonHasBothWhereThereAreSome() {
        assertThat(StatusJson.of(surveys(true), MATRIX, PLAN, List.of()))
                .containsPattern("\"byDigest\" : 0,\\s+\"pinned\" : 1")
                .containsPattern("\"byDigest\" : \\[ ],\\s+\"pinned\" : \\[ \"w1\" ]")
                .contains("\"superseded\" : [ \"r.io/app:1\", \"r.io/app:2\", \"r.io/b:1\" ]");
        assertThat(StatusJson.of(surveys(false), MATRIX, Samples.plan(), List.of()))
                .doesNotContain("\"pinned\" : [", "superseded");
        assertThat(ReportJson.plan(List.of(), PLAN, List.of())).contains("\"superseded\" : [ \"r.io/app:1\"");
        assertThat(ReportJson.plan(List.of(), Samples.plan(), List.of())).doesNotContain("superseded");
    }

    @Test
    void planAndLogSayHowManyAndTheLogForThoseWhoLookCloselyWhich() throws Exception {
        String words = "3 images are not wanted: their repositories have newer tags (KEEP_TAGS); image-sync remove"
                + " --superseded removes them";
        assertThat(PlanText.lines(List.of(), PLAN, Columns.ANY)).contains("newest    " + words);

        SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
        try (DayLog log = new DayLog(folder, clock, Level.DEBUG, 100_000, _ -> {})) {
            new LogListener(log).on(new SyncEvent.Planned(PLAN));
        }
        assertThat(Files.readAllLines(folder.resolve("image-sync-2026-03-01.log")))
                .extracting(line -> line.substring(line.indexOf("] ") + 2))
                .containsSubsequence("[DEBUG] Superseded: r.io/app:1", "[INFO] " + words);
    }
}
