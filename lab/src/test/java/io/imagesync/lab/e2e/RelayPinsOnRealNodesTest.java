package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that came through the host of image-sync stay on their nodes, where the runtime lets them.
@OnRealNodes(only = Access.CRI)
class RelayPinsOnRealNodesTest {
    @TempDir
    private Path folder;

    private Program program(RealLab lab, String... lines) {
        return new Program(lab, folder, "NODES='w1 w2 w3'", String.join(";", lines));
    }

    private static List<Boolean> pinned(RealLab lab, String image) {
        return lab.nodes().stream()
                .map(node -> lab.inspected(node, image).contains("\"pinned\": true"))
                .toList();
    }

    @Test
    void whatWasRelayedIsPinnedOrItIsSaidOnceThatTheRuntimeIgnoresIt(RealLab lab) {
        String image = "registry.lab:5000/pins/hand:1";
        lab.real("import", "w1", image, "100");
        lab.real("import", "w1", "registry.lab:5000/pins/other:1", "100");
        Program program = program(lab, "PREFIXES=registry.lab:5000/pins", "RELAY=loaded");

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(pinned(lab, image)).containsExactly(false, lab.takesPins(), lab.takesPins());
        assertThat(lab.real("ctr", "w2", "images", "ls").lines().filter(line -> line.contains("pinned=relay")))
                .hasSize(4);
        assertThat(program.log())
                .filteredOn(line -> line.contains("ignores pins"))
                .hasSize(lab.takesPins() ? 0 : 1)
                .allMatch(line -> line.contains("[INFO]") && line.endsWith(" to w2, w3"));
    }

    @Test
    void whatIsNotToBePinnedIsNot(RealLab lab) {
        String image = "registry.lab:5000/unpinned/hand:1";
        lab.real("import", "w1", image, "100");
        Program program = program(lab, "PREFIXES=registry.lab:5000/unpinned", "RELAY=loaded", "RELAY_PIN=no");

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(pinned(lab, image)).containsOnly(false);
        assertThat(labels(lab, image)).isNotEmpty().noneMatch(line -> line.contains("pinned="));
        assertThat(program.log()).noneMatch(line -> line.contains("pins"));
    }

    /// What has lost its tag is pulled again.
    @Test
    void aPinEndsWhenTheRegistryHasServedTheImage(RealLab lab) {
        String image = lab.push("pins-end/app:1", 100);
        lab.load("w1", image);
        Program program = program(lab, "EXCLUDE_NODES=w3", "PREFIXES=" + image, "RELAY=always");
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(labels(lab, image)).hasSize(3).allMatch(line -> line.contains("io.image-sync.pinned=relay"));

        lab.real("ctr", "w2", "images", "rm", image);
        program.configure("NODES='w1 w2 w3'", "EXCLUDE_NODES=w3", "PREFIXES=" + image);
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(program.succeeded()).hasSize(2);
        assertThat(labels(lab, image).stream().anyMatch(line -> line.contains("io.image-sync.pinned")))
                .isEqualTo(!lab.takesPins());
        assertThat(program.log())
                .filteredOn(line -> line.contains("Not pinned any more: " + image + " on w2"))
                .hasSize(lab.takesPins() ? 1 : 0);
    }

    /// Lines about the image's names on w2.
    private static List<String> labels(RealLab lab, String image) {
        String digest = lab.digests("w2").getOrDefault(image, "no digest");
        return lab.real("ctr", "w2", "images", "ls")
                .lines()
                .filter(line -> line.contains(digest))
                .toList();
    }
}
