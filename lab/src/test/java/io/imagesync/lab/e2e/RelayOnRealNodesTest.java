package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that come from a node that has them, through the host of image-sync.
@OnRealNodes(only = Access.CRI)
class RelayOnRealNodesTest {
    @TempDir
    private Path folder;

    private Program program(RealLab lab, String prefix, String... lines) {
        return new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=" + prefix, String.join(";", lines));
    }

    @Test
    void anImageLoadedByHandIsEverywhereAfterOneRun(RealLab lab) {
        String image = "registry.lab:5000/relay/hand:1";
        lab.real("import", "w1", image, "3000");
        Program program = program(lab, "registry.lab:5000/relay", "RELAY=loaded");

        assertThat(program.run("plan").stdout()).contains(image, "from w1", "2 of them through this host");
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(lab.nodes()).allSatisfy(node -> {
            assertThat(lab.digests(node)).isEqualTo(lab.digests("w1"));
            assertThat(names(lab, node)).isEqualTo(names(lab, "w1"));
        });
        assertThat(program.log())
                .anyMatch(line -> line.endsWith("[INFO] Relaying " + image + " from w1 to w2"))
                .anyMatch(line -> line.endsWith("[SUCCESS] " + image + " on w3"))
                .anyMatch(line -> line.endsWith("[INFO] Of these through this host: 2"));
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(program.log()).anyMatch(line -> line.endsWith("[INFO] All images are already synced"));
    }

    /// Also those by digest.
    private static List<String> names(RealLab lab, String node) {
        return lab.real("ctr", node, "images", "ls", "-q").lines().sorted().toList();
    }

    @Test
    void whatTheRegistryDoesNotHaveComesInTheSameRun(RealLab lab) {
        String image = "registry.lab:5000/relay-failed/gone:1";
        lab.real("import", "w2", image, "100");
        Program program = program(lab, "registry.lab:5000/none", "IMAGES=" + image, "RELAY=failed", "RETRIES=0");

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(lab.nodes()).allSatisfy(node -> assertThat(lab.images(node)).contains(image));
        assertThat(program.log())
                .anyMatch(line -> line.contains("Not pulled: " + image + " on w1: the registry does not have it"))
                .anyMatch(line -> line.endsWith("[INFO] Relaying " + image + " from w2 to w1"));
    }

    @Test
    void aNodeThatLetsNoPortBeOpenedIsSaidWithTheRemedyAndTheOthersAreServed(RealLab lab) {
        String image = "registry.lab:5000/relay-prohibited/hand:1";
        lab.real("import", "w1", image, "100");
        lab.real("sshd", "w2", "AllowTcpForwarding local");
        try {
            Ended ended = program(lab, "registry.lab:5000/relay-prohibited", "RELAY=always", "RETRIES=0")
                    .run();
            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stderr()).contains(image + " on w2", "AllowTcpForwarding");
            assertThat(lab.images("w3")).contains(image);
            assertThat(lab.images("w2")).doesNotContain(image);
        } finally {
            lab.real("sshd", "w2");
        }
    }

    @Test
    void whatAKilledRunHasLeftIsTakenAway(RealLab lab) {
        String image = "registry.lab:5000/relay-left/hand:1";
        String left = "127.0.0.1:4001/image-sync-0123456789abcdef/hand:1";
        lab.real("import", "w1", image, "100");
        lab.real("ctr", "w1", "images", "tag", image, left);

        assertThat(program(lab, "registry.lab:5000/relay-left", "RELAY=loaded").run())
                .isEqualTo(new Ended(0, "", ""));

        assertThat(names(lab, "w1")).contains(image).doesNotContain(left);
    }
}
