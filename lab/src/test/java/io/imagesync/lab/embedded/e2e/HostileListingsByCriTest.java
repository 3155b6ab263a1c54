package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.Reply;
import io.imagesync.lab.embedded.StoredImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runtimes that answer by CRI what no runtime should.
class HostileListingsByCriTest {
    private static final long MEGABYTE = 1 << 20;

    /// The nodes that behave, before those that do not.
    private static final int GOOD = 2;

    /// @param words that say what is wrong with it
    private record Answer(String what, Reply reply, String words) {}

    private static final List<Answer> ANSWERS = List.of(
            new Answer("more images than anybody has", new Reply.Many(50_001), "more than 50000 images and names"),
            new Answer("10 MB", new Reply.Huge(10 * MEGABYTE), "exceeds maximum size 8388608"),
            new Answer("a no", new Reply.Refused(Fault.Known.UNAUTHORIZED), "refused ListImages: Unknown"),
            new Answer("a runtime that ends", new Reply.Refused(Fault.Known.RUNTIME_KILLED), "does not answer"));

    @TempDir
    private Path folder;

    @Test
    void leavesNodesOutWithWordsAndServesTheOthers() throws Exception {
        try (Site site = Site.of(folder, GOOD + ANSWERS.size() + 1).by(Access.CRI)) {
            site.holds("gpu01", "app:1.0");
            for (int i = 0; i < ANSWERS.size(); i++) {
                site.fleet()
                        .node(GOOD + i)
                        .script()
                        .always("list", ANSWERS.get(i).reply());
            }
            nameless(site);

            Ended ended = site.run();

            assertThat(ended.exitCode()).as(ended.stderr()).isEqualTo(3);
            assertThat(ended.complaints()).hasSizeBetween(2, 10).allMatch(line -> line.matches("\\P{Cntrl}{1,2000}"));
            assertThat(ANSWERS)
                    .allSatisfy(answer -> assertThat(complaintsAbout(GOOD + ANSWERS.indexOf(answer), site))
                            .singleElement()
                            .asString()
                            .contains(answer.words()));
            assertThat(complaintsAbout(GOOD + ANSWERS.size(), site))
                    .singleElement()
                    .asString()
                    .contains("images[0] has no id");
            assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
            assertThat(site.fleet().pulls().peak()).isEqualTo(1);
        }
    }

    private static void nameless(Site site) {
        site.fleet().node(GOOD + ANSWERS.size()).store().add(new StoredImage("", List.of(), List.of(), 1, false));
    }

    private static List<String> complaintsAbout(int index, Site site) throws IOException {
        String node = site.fleet().node(index).name();
        return site.log().stream()
                .filter(line -> line.startsWith("[ERROR] Cannot read the images on " + node + ": "))
                .toList();
    }

    @Test
    void readsTheLargestListingsInItsMemory() throws Exception {
        try (Site site = Site.of(folder, GOOD).by(Access.CRI).set("PREFIX1", "other")) {
            site.fleet().nodes().forEach(node -> node.script().next("list", new Reply.Huge(3 * MEGABYTE)));

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        }
    }
}
