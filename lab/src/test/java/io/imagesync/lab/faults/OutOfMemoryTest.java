package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.OnRealNodes;
import io.imagesync.lab.embedded.e2e.Access;
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

/// Less memory than any run of a large fleet can do with. Real nodes would suffer from it.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OnRealNodes.NODES)
class OutOfMemoryTest {
    @TempDir
    private Path folder;

    @Test
    void saysSoWhenMemoryRunsOut() throws Exception {
        try (Site site = LargeFleet.start(folder, Access.CRICTL).launchedBy(Launcher.withHeap(folder, "16m"))) {
            Ended ended;
            try (Program run = site.start()) {
                ended = run.end(Duration.ofMinutes(2));
            }
            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stdout()).isEmpty();
            assertThat(ended.stderr().lines().toList()).hasSizeBetween(1, 10).anyMatch(line -> line.contains("-Xmx"));
            Await.until("a free lock", () -> Trial.isFree(site.lock()), free -> free);
        }
    }
}
