package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.RegistryImage;
import io.imagesync.lab.embedded.StoredImage;
import io.imagesync.lab.embedded.e2e.Access;
import io.imagesync.lab.embedded.e2e.BothWays;
import io.imagesync.lab.embedded.e2e.Ended;
import io.imagesync.lab.embedded.e2e.Program;
import io.imagesync.lab.embedded.e2e.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// A large fleet, and little memory for it.
@BothWays
class LowMemoryTest {
    private static final int NODES = 200;
    private static final int IMAGES = 500;

    @Parameter
    Access access = Access.CRICTL;

    @TempDir
    private Path folder;

    /// Each node lacks one image that the others hold, and has some of its own that nobody wants.
    private Site site() throws Exception {
        Site site = Site.of(folder, NODES).by(access);
        for (int i = 0; i < IMAGES; i++) {
            site.fleet().registry().push(Site.REPOSITORY + "app" + i + ":1.0", 1_000_000);
        }
        for (int n = 0; n < NODES; n++) {
            EmbeddedNode node = site.fleet().node(n);
            for (int i = 0; i < IMAGES; i++) {
                if (i != n) {
                    node.seed(Site.REPOSITORY + "app" + i + ":1.0");
                }
            }
            String own = "registry.example.com/own/n" + n + ":1";
            node.store()
                    .add(new StoredImage(
                            RegistryImage.sha256(own),
                            List.of(own),
                            List.of(own + "@" + RegistryImage.sha256(own)),
                            1,
                            false));
        }
        return site;
    }

    @Test
    void bringsTwoHundredNodesInStepWith64Megabytes() throws Exception {
        try (Site site = site().launchedBy(Launcher.withHeap(folder, "64m"))) {
            try (Program run = site.start()) {
                assertThat(run.end(Duration.ofMinutes(2))).isEqualTo(new Ended(0, "", ""));
            }
            assertThat(site.file("success_images")).hasSize(NODES);
            assertThat(site.fleet().nodes())
                    .allMatch(node -> node.store().images().size() == IMAGES + 1);
        }
    }

    @Test
    void saysSoWhenMemoryRunsOut() throws Exception {
        try (Site site = site().launchedBy(Launcher.withHeap(folder, "16m"))) {
            Ended ended;
            try (Program run = site.start()) {
                ended = run.end(Duration.ofMinutes(2));
            }
            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stdout()).isEmpty();
            assertThat(ended.stderr().lines().toList()).hasSizeBetween(1, 10).anyMatch(line -> line.contains("-Xmx"));
            assertThat(Trial.isFree(site.lock())).isTrue();
        }
    }
}
