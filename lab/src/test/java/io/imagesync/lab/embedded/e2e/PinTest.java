package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.StoredImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that PIN names stay on their nodes.
class PinTest {
    private static final Ended FINE = new Ended(0, "", "");
    private static final String APP = Site.REPOSITORY + "app:1.0";
    private static final String OTHER = Site.REPOSITORY + "other:1.0";

    @TempDir
    private Path folder;

    private static boolean isPinned(EmbeddedNode node, String image) {
        return node.store().find(image).map(StoredImage::pinned).orElse(false);
    }

    /// As the kubelet frees its disk: it asks what there is, passes over what is pinned, and removes the rest.
    private static void collect(EmbeddedNode node) {
        for (StoredImage image : node.store().images()) {
            if (!image.pinned()) {
                image.tags().forEach(node.store()::remove);
            }
        }
    }

    @Test
    void pinsOutlastAPullAndTheKubeletAndEndWithThePattern() throws Exception {
        try (Site site = Site.of(folder, 2).by(Access.CRI).set("PIN", "*/app:*")) {
            site.holds("gpu01", "app:1.0", "other:1.0");
            List<EmbeddedNode> nodes = site.fleet().nodes();

            assertThat(site.run()).isEqualTo(FINE);
            assertThat(nodes).allMatch(node -> isPinned(node, APP) && !isPinned(node, OTHER));
            assertThat(site.run("status", "--all").stdout())
                    .containsPattern("(?m)^NODE .* BY DIGEST +PINNED +SIZE")
                    .containsPattern("(?m)^" + APP + " +1.0 MB +pinned$");

            site.holds("gpu02", "app:1.0");
            nodes.forEach(PinTest::collect);
            assertThat(nodes)
                    .allMatch(node -> isPinned(node, APP) && !node.store().holds(OTHER));

            assertThat(site.set("PIN", "").run()).isEqualTo(FINE);
            assertThat(nodes).noneMatch(node -> isPinned(node, APP));
            assertThat(site.state().resolve("pins.json")).doesNotExist();
            assertThat(site.log()).noneMatch(line -> line.contains("ignores pins") || line.startsWith("[WARNING]"));
        }
    }

    @Test
    void theImageThatItsTagHasLeftAndPinsOfOthersAreNotConfused() throws Exception {
        try (Site site = Site.of(folder, 2).by(Access.CRI).set("PIN", "*/app:*")) {
            site.holds("gpu01", "app:1.0").holds("gpu02", "app:1.0");
            assertThat(site.run()).isEqualTo(FINE);
            StoredImage old = site.node("gpu01").store().find(APP).orElseThrow();

            site.fleet().registry().push(APP, 2_000_000);
            site.fleet().nodes().forEach(node -> node.seed(APP));
            assertThat(site.run()).isEqualTo(FINE);
            assertThat(site.fleet().nodes()).allMatch(node -> isPinned(node, APP));
            assertThat(site.node("gpu01").store().images())
                    .filteredOn(image -> image.id().equals(old.id()))
                    .noneMatch(StoredImage::pinned);
        }
    }
}
