package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnRealNodes
class NodeOffTest {
    private static final String[] CONFIGURATION = {
        "NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/off", "SSH_CONNECT_TIMEOUT=2", "RETRIES=0"
    };

    @TempDir
    private Path folder;

    @Test
    void theOthersAreInStepAndItFollowsWhenItIsBack(RealLab lab) {
        String one = lab.push("off/one:1", 20);
        String two = lab.push("off/two:1", 20);
        lab.load("w1", one);
        lab.load("w2", two);
        Program program = new Program(lab, folder, CONFIGURATION);

        lab.real("off", "w3");
        try {
            Ended ended = program.run();
            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stdout()).isEmpty();
            assertThat(ended.errors()).hasSizeBetween(1, 10).anyMatch(line -> line.startsWith("left out: w3: "));
        } finally {
            lab.real("on", "w3");
        }
        assertThat(program.log())
                .anyMatch(line -> line.matches(".*\\[ERROR] Cannot connect to w3 via SSH: .{10,}"))
                .anyMatch(line -> line.endsWith("Nodes left out: w3"));
        assertThat(lab.images("w1")).contains(one, two);
        assertThat(lab.images("w2")).contains(one, two);
        assertThat(lab.images("w3")).doesNotContain(one, two);

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.images("w3")).contains(one, two);
    }

    @Test
    void aStoppedRuntimeLeavesItsNodeOutUntilItRuns(RealLab lab) {
        String image = lab.push("off/three:1", 20);
        lab.load("w1", image);
        Program program = new Program(lab, folder, CONFIGURATION);

        lab.real("runtime", "w2", "stop");
        try {
            Ended ended = program.run();
            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stderr()).contains("left out: w2: the container runtime does not answer");
        } finally {
            lab.real("runtime", "w2", "start");
        }
        assertThat(program.log()).anyMatch(line -> line.contains("[ERROR] Cannot read the images on w2: "));
        assertThat(lab.images("w2")).doesNotContain(image);
        assertThat(lab.images("w3")).contains(image);

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.images("w2")).contains(image);
    }
}
