package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is removed stays away, and what must stay does.
@OnRealNodes(only = Access.CRI)
class RemoveOnRealNodesTest {
    private static final String CONTAINER = "remove-stopped";

    @TempDir
    private Path folder;

    @Test
    void removedWhileANodeIsAwayCleanedThereLaterAndRestored(RealLab lab) {
        String app = lab.push("gone/app:1", 20);
        String used = lab.push("gone/used:1", 20);
        String other = "registry.lab:5000/gone/other:1";
        lab.nodes().forEach(node -> lab.load(node, app, used));
        lab.real("ctr", "w1", "images", "tag", app, other);
        // Made and never started: it names the image all the same.
        lab.real("ctr", "w2", "containers", "create", used, CONTAINER);
        Program program = new Program(
                lab,
                folder,
                "NODES='w1 w2 w3'",
                "PREFIXES=registry.lab:5000/gone",
                "RETRIES=0",
                "SSH_CONNECT_TIMEOUT=3");

        // Its disk is in memory here, and would be empty after it was off.
        lab.real("unplug", "w3");
        try {
            Ended ended = program.run("remove", "*/gone/app:*", "*/gone/used:*", "--yes");
            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stdout()).contains("3 names removed on 2 nodes", "1 stay, 0 failed, 1 node left out");
        } finally {
            lab.real("plug", "w3");
        }
        assertThat(lab.images("w1")).contains(other).doesNotContain(app, used);
        assertThat(Content.of(lab, "w1", other::equals)).hasSize(1).allMatch(Content::isUsable);
        assertThat(lab.images("w2")).contains(used).doesNotContain(app);

        program.configure("NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/gone", "EXCLUDE='*/gone/other:*'");
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.images("w3")).contains(app, used);
        assertThat(lab.images("w1")).doesNotContain(app, used);

        lab.real("ctr", "w2", "containers", "rm", CONTAINER);
        assertThat(program.run("remove", "--pending", "--yes").exitCode()).isZero();
        assertThat(lab.images("w3")).doesNotContain(app, used);
        assertThat(lab.images("w2")).doesNotContain(used);

        lab.load("w2", app);
        assertThat(program.run().exitCode()).isZero();
        assertThat(lab.images("w1")).doesNotContain(app);
        assertThat(program.run("restore", "*/gone/app:*", "--yes").exitCode()).isZero();
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.nodes()).allMatch(node -> lab.images(node).contains(app));
    }
}
