package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.faults.ShortLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A large image on a slow link, by CRI.
@Tag("real")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OnRealNodes.NODES)
class ThrottledPullTest {
    private static final int KILOBYTES = 100_000;
    /// Bytes a second: the image would take more than TIME_OUT.
    private static final long SLOW = 2_500_000;

    private static final Pattern PROGRESS = Pattern.compile("\"event\":\"pull-progress\",\"node\":\"w2\".*"
            + "\"phase\":\"downloading\",\"transferred\":(\\d+),\"toTransfer\":(\\d+),\"bytesPerSecond\":(\\d+)");

    @TempDir
    private Path folder;

    private RealLab lab;

    @BeforeEach
    void up() {
        lab = RealLab.up(2);
        lab.use(Access.CRI);
    }

    @AfterEach
    void down() {
        lab.close();
    }

    @Test
    void showsGrowingBytesAndLeavesNothingRunningAtTheDeadline() throws Exception {
        String image = lab.push("slow/app:1", KILOBYTES);
        Program program = new Program(lab, folder, "NODES='w1 w2'", "IMAGES=" + image, "TIME_OUT=20");
        program.launchedBy(ShortLimits.launcher(folder));
        lab.downloads("w2").throttle(SLOW);

        Ended slow;
        try (Running run = program.start("-o", "json", "-v")) {
            slow = run.end(Duration.ofSeconds(150));
        }

        assertThat(slow.exitCode()).isEqualTo(3);
        assertThat(program.failed()).singleElement().asString().endsWith("w2 " + image + " (TIMEOUT) - FAILED");
        bytesGrow(slow.stdout());
        nothingGoesOn();
        theNextRunPullsAll(program, image);
    }

    private static void bytesGrow(String stdout) {
        List<MatchResult> events = PROGRESS.matcher(stdout).results().toList();
        assertThat(events).hasSizeGreaterThan(2);
        assertThat(numbers(events, 1)).isSorted().doesNotHaveDuplicates().allMatch(bytes -> bytes < KILOBYTES * 1024L);
        assertThat(numbers(events, 2)).allMatch(bytes -> bytes >= KILOBYTES * 1024L);
        assertThat(numbers(events.subList(1, events.size()), 3)).allMatch(rate -> rate > SLOW / 4 && rate < SLOW * 4);
    }

    private static List<Long> numbers(List<MatchResult> events, int group) {
        return events.stream().map(event -> Long.parseLong(event.group(group))).toList();
    }

    private void nothingGoesOn() {
        Await.until("nothing runs on the node", () -> lab.work("w2"), List::isEmpty);
        Await.until("no connection to the registry", () -> lab.downloads("w2").connections(), open -> open == 0);
        assertThat(lab.images("w2")).isEmpty();
    }

    private void theNextRunPullsAll(Program program, String image) {
        lab.downloads("w2").pass();

        Ended fast = program.run("-o", "json");

        assertThat(fast.exitCode()).isZero();
        assertThat(lab.images("w2")).containsExactly(image);
    }
}
