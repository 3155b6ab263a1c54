package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.OnRealNodes;
import io.imagesync.lab.embedded.e2e.Access;
import io.imagesync.lab.embedded.e2e.BothWays;
import io.imagesync.lab.embedded.e2e.Ended;
import io.imagesync.lab.embedded.e2e.Program;
import io.imagesync.lab.embedded.e2e.Site;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;

/// A large fleet, and little memory for it. Real nodes would suffer from it.
@BothWays
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OnRealNodes.NODES)
class LowMemoryTest {
    @Parameter
    Access access = Access.CRICTL;

    @TempDir
    private Path folder;

    @Test
    void bringsTwoHundredNodesInStepWith64Megabytes() throws Exception {
        try (Site site = LargeFleet.start(folder, access).launchedBy(Launcher.withHeap(folder, "64m"))) {
            try (Program run = site.start()) {
                assertThat(run.end(Duration.ofMinutes(2))).isEqualTo(new Ended(0, "", ""));
            }
            assertThat(site.file("success_images")).hasSize(LargeFleet.NODES);
            assertThat(site.fleet().nodes())
                    .allMatch(node -> node.store().images().size() == LargeFleet.IMAGES + 1);
        }
    }
}
