package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Somebody kills the process that holds the lock for a run.
class LostLockTest extends OnOneSite {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void theRunEndsInWords() throws Exception {
        site.node("gpu02").pace(Pace.behind(new Gate()));
        try (Program program = site.start()) {
            site.node("gpu02").events().await(new NodeEvent.PullStarted(Site.REPOSITORY + "app:1.0", ""), LIMIT);
            ProcessHandle holder = program.descendants().stream()
                    .filter(LostLockTest::holdsTheLock)
                    .findFirst()
                    .orElseThrow();
            holder.destroyForcibly();

            String words =
                    "the lock " + site.lock() + " was lost: somebody ended the process that held it for this run";
            Ended ended = program.end();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.stderr()).startsWith(words + "; running pulls were cancelled; run again\n");
            assertThat(site.log())
                    .contains(
                            "[WARNING] " + words, "[WARNING] news of the lost lock received: cancelling running pulls")
                    .anyMatch(line -> line.contains("=== IMAGE SYNC CANCELLED ==="));
        }
    }

    private static boolean holdsTheLock(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("image-sync-lock");
    }
}
