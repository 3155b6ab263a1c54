package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Disk;
import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.Profile;
import io.imagesync.lab.embedded.RegistryImage;
import io.imagesync.lab.embedded.StoredImage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// Which images go where.
@BothWays
class SelectionTest {
    private static final String APP = Site.REPOSITORY + "app:1.0";

    @Parameter
    Access access = Access.CRICTL;

    @TempDir
    private Path folder;

    @Test
    void readsTheListingsOfAllRuntimes() throws Exception {
        Profile[] profiles = Profile.values();
        AtomicInteger next = new AtomicInteger();
        try (Site site = Site.of(
                        folder,
                        profiles.length,
                        node -> node.profile(profiles[next.getAndIncrement() % profiles.length]))
                .by(access)) {
            site.holds("gpu01", "app:1.0").node("gpu01").store().add(StoredImage.loaded("other/loaded:1", 5));
            site.fleet().nodes().forEach(SelectionTest::addNameless);

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(site.fleet().nodes())
                    .allMatch(node -> node.store().holds(APP))
                    .allMatch(node ->
                            pulled(site, node.name()).size() == (node.name().equals("gpu01") ? 0 : 1));
            assertThat(site.log()).noneMatch(line -> line.contains("Invalid image reference"));
        }
    }

    @Test
    void aPrefixThatTakesNothingOnAnyNodeIsSaidByEveryCommand() throws Exception {
        // The doctor goes both ways, whichever the others go.
        try (Site site = Site.of(folder, 2).set("RUNTIME_ACCESS", "auto").set("PREFIX2", "nvcr.io/nvida")) {
            site.holds("gpu01", "app:1.0");
            String words = "The prefix nvcr.io/nvida selects no image on any node";

            assertThat(site.run("config").stdout()).doesNotContain(words);
            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
            assertThat(site.log()).anyMatch(line -> line.startsWith("[WARNING] " + words));
            for (String command : List.of("plan", "doctor", "config")) {
                assertThat(site.run(command).stdout()).as(command).contains(words);
            }
        }
    }

    /// Half of the fleet is CRI-O, of which ids and sizes are others.
    @Test
    void aMixedFleetPulledEverythingAgainInEveryRun() throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (Site site = Site.of(
                        folder,
                        4,
                        node -> node.profile(next.getAndIncrement() % 2 == 0 ? Profile.CONTAINERD : Profile.CRIO))
                .by(access)
                .set("DRIFT", "pull")) {
            site.holds("gpu01", "app:1.0").node("gpu02").seed(APP);

            String plan = site.run("plan").stdout();
            assertThat(plan).contains("2 pulls on 2 nodes").doesNotContain("about", "again");
            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
            assertThat(site.run("plan").stdout()).contains("Nothing to pull.");
            assertThat(site.log()).noneMatch(line -> line.contains("Drift"));
        }
    }

    @Test
    void whatCriORefusedWasNeverRemembered() throws Exception {
        try (Site site = Site.of(folder, 2, node -> node.profile(Profile.CRIO)).by(access)) {
            site.holds("gpu01", "app:1.0");
            site.fleet().registry().delete(APP);

            assertThat(site.run().exitCode()).isEqualTo(3);
            assertThat(site.log())
                    .anyMatch(line -> line.contains("(Exit code: 1): the registry does not have it: ")
                            && line.contains("manifest unknown;"));
            assertThat(site.run("plan").stdout()).contains("failed before");
        }
    }

    private static void addNameless(EmbeddedNode node) {
        node.store().add(new StoredImage(RegistryImage.sha256("nameless"), List.of(), List.of(), 5, false));
    }

    @Test
    void excludesAndTakesOnlyWholeNameParts() throws Exception {
        try (Site site = Site.of(folder, 2).by(access).set("EXCLUDE", "*:dev-* */secret/*")) {
            site.holds("gpu01", "app:1.0", "app:dev-1", "secret/app:1.0");
            site.fleet().registry().push("registry.example.com/bcm111/app:1.0", 5);
            site.node("gpu01").seed("registry.example.com/bcm111/app:1.0");

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(pulled(site, "gpu02")).containsExactly(APP);
            assertThat(site.log())
                    .filteredOn(line -> line.startsWith("[WARNING]"))
                    .singleElement()
                    .asString()
                    .contains(
                            "1 for registry.example.com/bcm11",
                            "registry.example.com/bcm111/app:1.0",
                            "write registry.example.com/bcm11*");
        }
    }

    @Test
    void takesWhatIsWantedFromSourcesOnly() throws Exception {
        try (Site site = Site.of(folder, 3).by(access).set("SOURCE_NODES", "gpu01")) {
            site.holds("gpu01", "app:1.0").holds("gpu02", "own:1.0");

            assertThat(site.run().exitCode()).isZero();

            assertThat(pulled(site, "gpu01")).isEmpty();
            assertThat(pulled(site, "gpu03")).containsExactly(APP);
        }
    }

    @Test
    void pullsDigestsWhenAsked() throws Exception {
        try (Site site = Site.of(folder, 2).by(access)) {
            RegistryImage image = site.fleet().registry().push(APP, 5);
            String digest = Site.REPOSITORY + "app@" + image.digest();
            site.node("gpu01").seed(digest);

            assertThat(site.run().exitCode()).isZero();
            assertThat(pulled(site, "gpu02")).isEmpty();
            assertThat(site.set("SYNC_DIGESTS", "yes").run().exitCode()).isZero();
            assertThat(pulled(site, "gpu02")).containsExactly(digest);
            assertThat(site.run().exitCode()).isZero();
            assertThat(pulled(site, "gpu02")).hasSize(1);
        }
    }

    @Test
    void bringsNamedImagesToEveryNode() throws Exception {
        try (Site site =
                Site.of(folder, 2).by(access).set("IMAGES", "nginx " + APP).set("PREFIX1", "")) {
            site.fleet().registry().push("nginx", 5);
            site.fleet().registry().push(APP, 5);

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(pulled(site, "gpu01")).containsExactlyInAnyOrder("docker.io/library/nginx:latest", APP);
            assertThat(site.node("gpu02").store().holds("nginx")).isTrue();
        }
    }

    @Test
    void givesOnlyToNamedReceivers() throws Exception {
        try (Site site = Site.of(folder, 3).by(access).holds("gpu01", "app:1.0")) {
            assertThat(site.run("--nodes", "gpu[03-03]").exitCode()).isZero();

            assertThat(pulled(site, "gpu02")).isEmpty();
            assertThat(pulled(site, "gpu03")).containsExactly(APP);
        }
    }

    @Test
    void skipsWhatNoPullCouldMend() throws Exception {
        String[] machines = {"x86_64", "aarch64"};
        AtomicInteger next = new AtomicInteger();
        try (Site site = Site.of(folder, 2, node -> node.architecture(machines[next.getAndIncrement() % 2]))
                .by(access)) {
            site.holds("gpu01", "app:1.0").node("gpu01").store().add(StoredImage.loaded(Site.REPOSITORY + "hand:1", 5));

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(pulled(site, "gpu02")).isEmpty();
            assertThat(site.log())
                    .anyMatch(line -> line.startsWith("[INFO] Skipped: " + APP + " on gpu02 (other architecture)"))
                    .anyMatch(line -> line.contains("hand:1 on gpu02 (loaded by hand)"));
        }
    }

    @Test
    void skipsWhatIsTooLarge() throws Exception {
        try (Site site =
                Site.of(folder, 2).by(access).set("MAX_IMAGE_SIZE", "1K").holds("gpu01", "app:1.0")) {
            site.fleet().registry().push(Site.REPOSITORY + "small:1", 1000);
            site.node("gpu01").seed(Site.REPOSITORY + "small:1");

            assertThat(site.run().exitCode()).isZero();

            assertThat(pulled(site, "gpu02")).containsExactly(Site.REPOSITORY + "small:1");
        }
    }

    @Test
    void doesNotFillADisk() throws Exception {
        try (Site site = Site.of(folder, 2).by(access).holds("gpu01", "app:1.0")) {
            site.node("gpu02").disk(new Disk("/var/lib/containerd", 10_000, 2_500));

            Ended ended = site.run();

            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.complaints()).first().asString().contains("within DISK_LIMIT");
            assertThat(site.file("failed_images")).singleElement().asString().endsWith(" (DISK) - FAILED");
            assertThat(pulled(site, "gpu02")).isEmpty();
            assertThat(site.set("DISK_LIMIT", 0).run().exitCode()).isZero();
        }
    }

    @Test
    void reportsDriftAndLeavesItAlone() throws Exception {
        try (Site site = Site.of(folder, 2).by(access).holds("gpu01", "app:1.0")) {
            site.fleet().registry().push(APP, RegistryImage.of("newer", 5));
            site.node("gpu02").seed(APP);

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(site.log()).anyMatch(line -> line.startsWith("[WARNING] Drift: " + APP));
            assertThat(site.run("plan").stdout()).contains("drift     " + APP + " is 2 different images");
            assertThat(pulled(site, "gpu01")).isEmpty();
            assertThat(pulled(site, "gpu02")).isEmpty();
        }
    }

    @Test
    void pullsADriftingTagAgainWhenAsked() throws Exception {
        try (Site site = Site.of(folder, 3).by(access).set("DRIFT", "pull").holds("gpu01", "app:1.0")) {
            site.fleet().registry().push(APP, RegistryImage.of("newer", 5));
            site.node("gpu02").seed(APP);

            assertThat(site.run("plan").stdout())
                    .containsPattern("gpu\\[01-02] +1 +0 +0 +1 ")
                    .containsPattern("pull +gpu\\[01-02] +" + APP + " .* again, since it drifts")
                    .containsPattern("drift +" + APP + " is 2 different images: \\S+ on gpu0[12], \\S+ on gpu0[12]");
            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(pulled(site, "gpu01")).containsExactly(APP);
            assertThat(pulled(site, "gpu02")).containsExactly(APP);
            assertThat(site.log()).contains("[INFO] Missing on gpu01: 0", "[INFO] Missing on gpu03: 1");
            assertThat(site.run("plan").stdout()).contains("Nothing to pull.").doesNotContain("drift");
        }
    }

    @Test
    void remembersThatADriftingTagCannotBePulledAgain() throws Exception {
        try (Site site = Site.of(folder, 2).by(access).set("DRIFT", "pull").holds("gpu01", "app:1.0")) {
            site.fleet().registry().push(APP, RegistryImage.of("newer", 5));
            site.node("gpu02").seed(APP);
            site.fleet().registry().delete(APP);

            assertThat(site.run().exitCode()).isEqualTo(3);
            assertThat(site.run()).isEqualTo(new Ended(3, "", ""));

            assertThat(pulled(site, "gpu01")).containsExactly(APP);
            assertThat(site.node("gpu01").store().holds(APP)).isTrue();
        }
    }

    private static List<String> pulled(Site site, String node) {
        return site.node(node).events().of(NodeEvent.PullStarted.class).stream()
                .map(NodeEvent.PullStarted::reference)
                .toList();
    }
}
