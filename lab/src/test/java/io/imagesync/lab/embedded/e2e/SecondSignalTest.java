package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// By crictl only: a call of CRI that is cancelled is over at once, so that no second signal finds it.
class SecondSignalTest extends OnOneSite {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        site.node("gpu02").pace(Pace.behind(new Gate()));
        site.node("gpu02").script().ignoreStdin(true);
        try (Program program = site.start()) {
            site.node("gpu02").events().await(new NodeEvent.PullStarted(Site.REPOSITORY + "app:1.0", ""), LIMIT);
            program.signal("TERM");
            awaitLog("[WARNING] SIGTERM received: cancelling running pulls");
            program.signal("INT");

            assertThat(program.end().exitCode()).isEqualTo(130);
        }
        assertThat(site.log()).noneMatch(line -> line.contains("=== IMAGE SYNC CANCELLED ==="));
    }

    private void awaitLog(String line) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!site.log().contains(line)) {
            assertThat(System.nanoTime()).as(line).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
