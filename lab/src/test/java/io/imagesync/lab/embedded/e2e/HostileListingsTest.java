package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that answer what no node should.
class HostileListingsTest {
    private static final int MEGABYTE = 1 << 20;

    /// The nodes that behave, before those that do not.
    private static final int GOOD = 2;

    /// @param words that say what is wrong with it
    private record Answer(String what, Reply reply, String words) {}

    private static final List<Answer> ANSWERS = List.of(
            new Answer("nothing", says("", 0), "the helper's first line is missing"),
            new Answer("garbage", says("\u0000\u001b[2J\u0007]0;x".repeat(1000), 0), "first line is missing"),
            new Answer("no images", says("image-sync-node 1\narch x86_64\n", 0), "list of images is missing"),
            new Answer("cut off", new Reply.CutAfter(100), "list of images is cut off"),
            new Answer("empty", listing(""), "it is empty"),
            new Answer("no JSON", listing("FATA[0000] \u001b[31mno\u001b[0m\n[INFO] fake"), "JSON is broken"),
            new Answer("another shape", listing("{\"items\":[]}"), "it has no images"),
            new Answer("an array", listing("[]"), "should be an object"),
            new Answer("deep", listing("{\"images\":[{\"spec\":" + "[".repeat(MEGABYTE)), "JSON is broken"),
            new Answer("twice the same key", listing("{\"images\":[],\"images\":[]}"), "JSON is broken"),
            new Answer("no id", listing("{\"images\":[{\"repoTags\":[\"a:1\"]}]}"), "has no id"),
            new Answer("100 MB", new Reply.Huge(100L * MEGABYTE), "it is longer than 8 MiB"),
            new Answer("words of failure", new Reply.Text("", "\u001b]0;x\u0007no\nreally", 1), "really"));

    @TempDir
    private Path folder;

    @Test
    void leavesNodesOutWithWordsAndServesTheOthers() throws Exception {
        try (Site site = Site.of(folder, GOOD + ANSWERS.size()).holds("gpu01", "app:1.0")) {
            for (int i = 0; i < ANSWERS.size(); i++) {
                site.fleet()
                        .node(GOOD + i)
                        .script()
                        .always("list", ANSWERS.get(i).reply());
            }

            Ended ended = site.run();

            assertThat(ended.exitCode()).as(ended.stderr()).isEqualTo(3);
            assertThat(ended.complaints())
                    .hasSizeBetween(2, 10)
                    .allMatch(line -> line.matches("\\P{Cntrl}{1,2000}"))
                    .first()
                    .asString()
                    .startsWith("left out: gpu03");
            assertThat(ANSWERS)
                    .allSatisfy(answer -> assertThat(complaintsAbout(answer, site))
                            .singleElement()
                            .asString()
                            .contains(answer.words()));
            assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
            assertThat(site.fleet().pulls().peak()).isEqualTo(1);
        }
    }

    private static List<String> complaintsAbout(Answer answer, Site site) throws IOException {
        String node = site.fleet().node(GOOD + ANSWERS.indexOf(answer)).name();
        return site.log().stream()
                .filter(line -> line.startsWith("[ERROR] Cannot read the images on " + node + ": "))
                .toList();
    }

    @Test
    void readsTheLargestListingsInItsMemory() throws Exception {
        try (Site site = Site.of(folder, GOOD).set("PREFIX1", "other")) {
            site.fleet().nodes().forEach(node -> node.script().next("list", new Reply.Huge(4L * MEGABYTE)));

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        }
    }

    private static Reply says(String stdout, int exitCode) {
        return new Reply.Text(stdout, "", exitCode);
    }

    private static Reply listing(String json) {
        return says("image-sync-node 1\narch x86_64\nimages\n" + json + "\n\nend 0\n", 0);
    }
}
