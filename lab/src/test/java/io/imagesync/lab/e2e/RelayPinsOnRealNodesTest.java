package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that came through the host of image-sync, or that PIN names, stay on their nodes, where the runtime lets
/// them.
@OnRealNodes(only = Access.CRI)
class RelayPinsOnRealNodesTest {
    private static final String CRICTL = "/opt/lab/crictl -r unix:///run/containerd/containerd.sock ";
    private static final String COLLECT =
            CRICTL + "images -o json | jq -r '.images[] | select(.pinned | not) | .id' | xargs -r -n 1 " + CRICTL
                    + "rmi >/dev/null";

    @TempDir
    private Path folder;

    private Program program(RealLab lab, String... lines) {
        return new Program(lab, folder, "NODES='w1 w2 w3'", String.join(";", lines));
    }

    private static List<Boolean> pinned(RealLab lab, String image) {
        return pinned(lab, lab.nodes(), image);
    }

    private static List<Boolean> pinned(RealLab lab, List<String> nodes, String image) {
        return nodes.stream()
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
                .allMatch(line -> line.contains("[INFO]") && line.endsWith(" on w2, w3"));
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
                .filteredOn(line -> line.contains("No longer pinned: " + image + " on w2"))
                .hasSize(lab.takesPins() ? 1 : 0);
    }

    /// The kubelet asks what there is, and removes what is not pinned.
    @Test
    void whatPinNamesStaysOnItsNodesUntilItNamesItNoMore(RealLab lab) {
        String image = lab.push("kept/app:1", 100);
        String other = lab.push("kept/other:1", 100);
        lab.load("w1", image);
        lab.load("w1", other);
        String prefix = "PREFIXES=registry.lab:5000/kept";
        Program program = program(lab, "EXCLUDE_NODES=w3", prefix, "PIN='*/app:*'");
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        lab.on("w2", CRICTL + "pull " + image + " >/dev/null");
        assertThat(pinned(lab, List.of("w1", "w2"), image)).containsOnly(lab.takesPins());
        assertThat(pinned(lab, List.of("w1", "w2"), other)).containsOnly(false);
        assertThat(program.log())
                .filteredOn(line -> line.contains("ignores pins"))
                .hasSize(lab.takesPins() ? 0 : 2)
                .allMatch(line -> line.contains(" pinned images on w1"));
        lab.on("w2", COLLECT);
        assertThat(lab.digests("w2").containsKey(image)).isEqualTo(lab.takesPins());
        assertThat(lab.digests("w2")).doesNotContainKey(other);

        program.configure("NODES='w1 w2 w3'", "EXCLUDE_NODES=w3", prefix);
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(pinned(lab, List.of("w1", "w2"), image)).containsOnly(false);
        assertThat(labels(lab, image)).isNotEmpty().noneMatch(line -> line.contains("image-sync.pinned"));
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
