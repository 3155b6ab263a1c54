package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnRealNodes
class DiskLimitOnRealNodesTest {
    /// 3.5 times its size is more than 80 % of a node's disk, and it still fits.
    private static final int LARGE_MIB = RealLab.DISK_MIB / 4;

    @TempDir
    private Path folder;

    @Test
    void aPullThatWouldPassItIsNotStarted(RealLab lab) {
        String large = lab.push("disk/large:1", LARGE_MIB * 1024);
        String small = lab.push("disk/small:1", 10);
        lab.load("w1", large, small);
        lab.nodes().forEach(lab::forgetPulls);
        String[] lines = {"NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/disk", "DISK_LIMIT=80"};
        Program program = new Program(lab, folder, lines);
        try {
            Ended ended = program.run();
            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stderr()).contains("not tried: " + large + " on w2, " + large + " on w3: ", "DISK_LIMIT");
            assertThat(lab.pulls().started()).containsExactly(small, small);
            assertThat(program.failed()).hasSize(2).allMatch(line -> line.endsWith(large + " (DISK) - FAILED"));

            lines[2] = "DISK_LIMIT=0";
            program.configure(lines);
            assertThat(program.run("--nodes", "w2")).isEqualTo(new Ended(0, "", ""));
            assertThat(lab.images("w2")).contains(large);
        } finally {
            for (String node : lab.nodes()) {
                if (lab.images(node).contains(large)) {
                    lab.real("remove", node, large);
                }
            }
        }
    }
}
