package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Removed;
import io.imagesync.model.Removed.State;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Tombstone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was removed, in each output.
class RemovedWordsTest {
    private static final List<NodeName> FORTY = IntStream.rangeClosed(1, 40)
            .mapToObj(i -> new NodeName(String.format("w%02d", i)))
            .toList();
    private static final NodeName GPU = new NodeName("gpu1");

    @TempDir
    private Path temp = Path.of("");

    private static Removed removed(String image, boolean named, Map<State, List<NodeName>> nodes) {
        Instant at = Instant.parse("2026-11-01T10:22:33Z");
        return new Removed(new Tombstone(ImageRef.of(image), at, "alice", Set.of(), Set.of()), named, nodes);
    }

    private static Plan plan(Removed... removed) {
        return new Plan(
                List.of(), List.of(), new TreeMap<>(), List.of(), List.of(), List.of(), List.of(removed), List.of());
    }

    private static Plan everything() {
        return plan(
                removed("r.io/a:1", false, Map.of(State.STILL, FORTY, State.AGAIN, List.of(GPU))),
                removed("r.io/b:1", false, Map.of(State.OTHER, List.of(GPU))),
                removed("r.io/c:1", false, Map.of()),
                removed("r.io/d:1", true, Map.of()));
    }

    private List<String> log(Plan plan) throws Exception {
        SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
        try (DayLog log = new DayLog(temp, clock, Level.DEBUG, 1 << 20, _ -> {})) {
            new LogListener(log).on(new SyncEvent.Planned(plan));
            return Files.readAllLines(log.today()).stream()
                    .map(line -> line.substring(line.indexOf(']') + 2))
                    .toList();
        }
    }

    @Test
    void inThePlanAndTheStatusNodesThatAreAlikeAreSaidOnce() {
        String words = """
                removed  r.io/a:1  2026-11-01 10:22 UTC by alice  still on w[01-40]; pulled again on gpu1
                removed  r.io/b:1  2026-11-01 10:22 UTC by alice  another image of that name on gpu1
                removed  r.io/d:1  2026-11-01 10:22 UTC by alice  IMAGES names it
                removed   1 image that no node has any more
                hint      image-sync remove --pending removes it from these nodes, image-sync restore lets it come back
                """;
        assertThat(String.join("\n", PlanText.lines(List.of(), everything(), Columns.ANY)))
                .contains(words);
        Matrix nothing = new Matrix(List.of(), List.of());
        assertThat(String.join("\n", StatusText.lines(List.of(), nothing, everything(), false, Columns.ANY)))
                .contains(words);
        assertThat(PlanText.lines(List.of(), everything(), 80))
                .filteredOn(line -> line.startsWith("removed  r.io"))
                .hasSize(3)
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void inTheLogOneLineSaysWhatIsStillThereAndOneWhatIsThereAgain() throws Exception {
        assertThat(log(everything()))
                .containsExactly(
                        "[WARNING] IMAGES names r.io/d:1, which was removed 2026-11-01 10:22 UTC by alice, so it is"
                                + " still wanted; remove it from IMAGES, or run image-sync restore r.io/d:1",
                        "[INFO] Removed, and still there: r.io/a:1 (still on w[01-40]; pulled again on gpu1);"
                                + " image-sync remove --pending removes it from these nodes, image-sync restore lets"
                                + " it come back",
                        "[INFO] Removed, and there again: r.io/a:1 (still on w[01-40]; pulled again on gpu1), r.io/b:1"
                                + " (another image of that name on gpu1); it stays there, and does not spread;"
                                + " image-sync restore lets it come back, image-sync remove removes it again",
                        "[INFO] All images are already synced");
    }

    @Test
    void whatNoNodeHasIsNothingForTheLog() throws Exception {
        assertThat(log(plan(removed("r.io/c:1", false, Map.of()))))
                .containsExactly("[INFO] All images are already synced");
    }

    @Test
    void ofManyTheFirstAreNamed() throws Exception {
        Removed[] many = IntStream.range(0, 500)
                .mapToObj(i -> removed("r.io/a:" + i, false, Map.of(State.STILL, FORTY)))
                .toArray(Removed[]::new);
        assertThat(log(plan(many)))
                .anySatisfy(line -> assertThat(line)
                        .contains("r.io/a:2 (still on w[01-40]) and 497 more; ")
                        .hasSizeLessThan(400));
    }

    @Test
    void asJson() {
        String plan = ReportJson.plan(List.of(), everything(), List.of());
        assertThat(plan.replaceAll("\\s+", ""))
                .contains("\"removed\":[{\"image\":\"r.io/a:1\",\"since\":\"2026-11-01T10:22:33Z\",\"by\":\"alice\","
                        + "\"still\":[\"w01\",")
                .contains("\"again\":[\"gpu1\"],\"other\":[]},{\"image\":\"r.io/b:1\"")
                .contains("\"by\":\"alice\",\"named\":true,\"still\":[],\"again\":[],\"other\":[]}]");
        assertThat(plan).contains("IMAGES names r.io/d:1");
        assertThat(StatusJson.of(List.of(), new Matrix(List.of(), List.of()), everything(), List.of()))
                .contains("\"removed\"", "r.io/c:1");
        assertThat(ReportJson.plan(List.of(), plan(), List.of())).doesNotContain("removed");
    }

    @Test
    void whatIsRestoredIsShownWithWhenAndByWhom() {
        List<Tombstone> all =
                everything().removed().stream().map(Removed::tombstone).toList();
        assertThat(RemovedWords.restored(all, Columns.ANY))
                .startsWith("IMAGE     REMOVED", "r.io/a:1  2026-11-01 10:22 UTC by alice")
                .last()
                .asString()
                .contains("name it in IMAGES, or load it");
        assertThat(RemovedWords.restoredJson(all)).contains("\"kind\" : \"restore\"", "\"by\" : \"alice\"");
    }
}
