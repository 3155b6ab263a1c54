package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Takes a minute, since no shorter TIME_OUT is accepted. [ThrottledPullTest] is the same by CRI.
@OnRealNodes(only = Access.CRICTL)
class TimeOutTest {
    @TempDir
    private Path folder;

    @Test
    void endsThePullOnTheNode(RealLab lab) {
        String image = lab.push("timeout/app:1", 10);
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "IMAGES=" + image, "TIME_OUT=60");
        lab.holdPulls("w2");

        Ended ended;
        try (Running run = program.start()) {
            ended = run.end(Duration.ofSeconds(150));
        }

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stderr()).contains(image + " on w2", "TIME_OUT");
        assertThat(lab.work("w2")).isEmpty();
        assertThat(lab.pulls("w2").started()).isEqualTo(List.of(image));
        assertThat(program.log())
                .anyMatch(line -> line.endsWith("[ERROR] TIMEOUT: Pulling " + image + " on w2 exceeded 60s"));
        assertThat(program.failed()).singleElement().asString().endsWith("w2 " + image + " (TIMEOUT) - FAILED");
        assertThat(lab.images("w2")).doesNotContain(image);
        assertThat(lab.images("w3")).contains(image);
    }
}
