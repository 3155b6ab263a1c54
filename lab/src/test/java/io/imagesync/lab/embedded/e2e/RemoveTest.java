package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.StoredContainer;
import io.imagesync.lab.embedded.StoredImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `image-sync remove` as a person runs it.
class RemoveTest {
    private static final String APP = Site.REPOSITORY + "app:1.0";
    private static final String WEB = Site.REPOSITORY + "web:1.0";
    private static final String TOOL = Site.REPOSITORY + "tool:1.0";
    private static final String ABSENT = "absent.invalid";

    @TempDir
    private Path folder;

    private static void tag(EmbeddedNode node, String image, String more) {
        node.store().add(node.store().find(image).orElseThrow().alsoTagged(more));
    }

    /// Where one is used by a container that has stopped, one is pinned, one has two tags, and one node is off.
    private Site site() throws Exception {
        Site site = Site.of(folder, 3).by(Access.CRI);
        for (String node : List.of("gpu01", "gpu02", "gpu03")) {
            site.holds(node, "app:1.0", "web:1.0");
        }
        site.node("gpu01").containers(new StoredContainer("web-1", WEB, StoredContainer.Kind.OF_CTR));
        site.node("gpu02")
                .store()
                .add(new StoredImage("sha256:" + "7".repeat(64), List.of(TOOL), List.of(), 1000, true));
        tag(site.node("gpu02"), APP, Site.REPOSITORY + "other:1.0");
        return site.set("NODE3", ABSENT);
    }

    @Test
    void goesEverywhereAndFromTheNodeThatWasOffWhenItIsBack() throws Exception {
        try (Site site = site()) {
            Ended plan = site.run("remove", "*app:*", "*web:*", "*tool:*", "*typo:*", "--dry-run");
            assertThat(plan.exitCode()).isEqualTo(3);
            assertThat(plan.stdout())
                    .containsPattern("(?m)^gpu01 +1 +1 ")
                    .containsPattern("(?m)^gpu02 +2 +1 ")
                    .containsPattern("(?m)^absent.invalid +- +- +left out$")
                    .containsPattern("remove +gpu01 +" + APP + " +sha256:[0-9a-f]{12} ")
                    .containsPattern("remove +gpu02 +" + APP + " .*this name only")
                    .containsPattern("stay +gpu01 +" + WEB + " +in use: container web-1")
                    .containsPattern("stay +gpu02 +" + TOOL + " +pinned: ")
                    .contains("No image matches *typo:*");

            Ended asked = site.run("remove", "*app:*");
            assertThat(asked.exitCode()).isEqualTo(2);
            assertThat(asked.stderr()).contains("--yes");
            assertThat(site.isOn("app:1.0", "gpu01")).isTrue();
            assertThat(Files.exists(site.state())).isFalse();

            Ended removed = site.run("remove", "*app:*", "*web:*", "*tool:*", "--yes");
            assertThat(removed.exitCode()).isEqualTo(3);
            assertThat(removed.stdout()).contains("3 names removed on 2 nodes", "2 stay, 0 failed, 1 node left out");
            assertThat(removed.stderr()).contains("left out: " + ABSENT);
            assertThat(site.isOn("app:1.0", "gpu01")).isFalse();
            assertThat(site.isOn("app:1.0", "gpu02")).isFalse();
            assertThat(site.isOn("other:1.0", "gpu02")).isTrue();
            assertThat(site.isOn("web:1.0", "gpu01")).isTrue();
            assertThat(site.isOn("web:1.0", "gpu02")).isFalse();
            assertThat(site.isOn("tool:1.0", "gpu02")).isTrue();
            assertThat(site.log())
                    .contains("[INFO] Removing " + APP + " on gpu01", "[SUCCESS] Removed: " + APP + " on gpu01")
                    .contains("[INFO] Removed names (this session): 3");

            isNotSpreadAgain(site.set("NODE3", "gpu03"));
            isCleaned(site);
        }
    }

    private static void isNotSpreadAgain(Site site) throws Exception {
        assertThat(site.run().exitCode()).isZero();
        assertThat(site.isOn("app:1.0", "gpu03")).isTrue();
        assertThat(site.isOn("app:1.0", "gpu01")).isFalse();
        assertThat(site.isOn("web:1.0", "gpu02")).isFalse();
    }

    /// By a run or by hand; not what a container uses, and that too when it does no more.
    private static void isCleaned(Site site) throws Exception {
        assertThat(site.set("APPLY_REMOVALS", "yes").run().exitCode()).isZero();
        assertThat(site.isOn("app:1.0", "gpu03")).isFalse();
        assertThat(site.isOn("web:1.0", "gpu03")).isFalse();
        assertThat(site.isOn("web:1.0", "gpu01")).isTrue();

        site.node("gpu01").containers(new StoredContainer[0]);
        assertThat(site.run("remove", "--pending", "--yes"))
                .isEqualTo(new Ended(0, "1 name removed on 1 node, 1.0 MB freed, 0 stay, 0 failed\n", ""));
        assertThat(site.isOn("web:1.0", "gpu01")).isFalse();
        assertThat(site.isOn("tool:1.0", "gpu02")).isTrue();
    }

    @Test
    void byCrictlOneOfTwoTagsIsRefusedAndWhatNothingUsesGoes() throws Exception {
        try (Site site = Site.of(folder, 2).holds("gpu01", "app:1.0", "web:1.0")) {
            tag(site.node("gpu01"), APP, Site.REPOSITORY + "other:1.0");
            site.node("gpu01").containers(new StoredContainer("web-1", WEB, StoredContainer.Kind.EXITED));

            Ended ended = site.run("remove", "*app:*", "*web:*", "--yes");

            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stderr()).contains("not removed: " + APP + " on gpu01: other tags: ");
            assertThat(site.isOn("app:1.0", "gpu01")).isTrue();
            assertThat(site.isOn("web:1.0", "gpu01")).isTrue();
            assertThat(site.run("remove", "*app:*", "*other:*", "-o", "json", "--dry-run")
                            .stdout())
                    .contains("\"kind\" : \"removal-plan\"", "\"reason\" : \"other tags\"");

            site.holds("gpu01", "b:1").holds("gpu02", "b:1");
            assertThat(site.run("remove", Site.REPOSITORY + "b:1", "--yes").exitCode())
                    .isZero();
            assertThat(site.isOn("b:1", "gpu01")).isFalse();
            assertThat(site.isOn("b:1", "gpu02")).isFalse();
        }
    }

    @Test
    void onATerminalItShowsThePlanAndAsks() throws Exception {
        try (Site site = Site.of(folder, 2).by(Access.CRI).holds("gpu01", "app:1.0");
                Program program = site.startAtTerminal("remove", APP)) {
            Ended ended = program.end();

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.stdout()).contains("1 name on 1 node", "[y/N]", "nothing was done");
            assertThat(site.isOn("app:1.0", "gpu01")).isTrue();
        }
    }

    @Test
    void wrongUseIsSaid() throws Exception {
        try (Site site = Site.of(folder, 2)) {
            assertThat(site.run("remove").exitCode()).isEqualTo(2);
            assertThat(site.run("remove", "--pending", "x:1").exitCode()).isEqualTo(2);
            assertThat(site.run("remove", "nothing:1", "--yes"))
                    .isEqualTo(new Ended(0, "No image matches nothing:1\n0 names removed, 0 stay, 0 failed\n", ""));
        }
    }

    @Test
    void withoutAStateDirNothingIsRemoved() throws Exception {
        try (Site site = Site.of(folder, 2).by(Access.CRI).holds("gpu01", "app:1.0")) {
            Files.writeString(site.state(), "no folder");

            Ended ended = site.run("remove", APP, "--yes");

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.stderr()).contains(site.state().toString());
            assertThat(site.isOn("app:1.0", "gpu01")).isTrue();
        }
    }

    /// What is to go is on disk before the first of it goes.
    @Test
    void afterAKillTheNextOneKnowsWhatIsLeft() throws Exception {
        String[] names = IntStream.range(0, 40).mapToObj(i -> "many:" + i).toArray(String[]::new);
        try (Site site = Site.of(folder, 2).by(Access.CRI).holds("gpu01", names).holds("gpu02", names)) {
            try (Program program = site.start("remove", "*many:*", "--yes")) {
                awaitRemoval(site);
                program.signal("KILL");
                assertThat(program.end().exitCode()).isEqualTo(137);
            }
            assertThat(site.state().resolve("removed.json")).content().contains("many:0", "many:39");

            assertThat(site.run("remove", "--pending", "--yes").exitCode()).isZero();

            assertThat(site.fleet().nodes())
                    .allMatch(node -> node.store().images().isEmpty());
            assertThat(site.run("plan", "--exit-code").exitCode()).isZero();
        }
    }

    private static void awaitRemoval(Site site) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (site.fleet().nodes().stream()
                .allMatch(node -> node.store().images().size() == 40)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
