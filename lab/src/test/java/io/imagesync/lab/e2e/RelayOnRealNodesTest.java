package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that come from a node that has them, through the host of image-sync.
@OnRealNodes(only = Access.CRI)
class RelayOnRealNodesTest {
    @TempDir
    private Path folder;

    private Program program(RealLab lab, String... lines) {
        return new Program(lab, folder, "NODES='w1 w2 w3'", String.join(";", lines));
    }

    @Test
    void anImageLoadedByHandIsEverywhereAfterOneRunWithoutTheRegistry(RealLab lab) {
        String image = "registry.lab:5000/relay/hand:1";
        importLayers(lab, image, 3, 3000);
        Program program = program(lab, "PREFIXES=registry.lab:5000/relay", "RELAY=loaded");
        lab.real("registry", "stop");
        try {
            assertThat(program.run("plan").stdout()).contains(image, "from w1", "2 of them through this host");
            assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        } finally {
            lab.real("registry", "start");
        }

        assertThat(lab.nodes()).allSatisfy(node -> {
            assertThat(lab.digests(node)).isEqualTo(lab.digests("w1"));
            assertThat(names(lab, node)).isEqualTo(names(lab, "w1"));
            assertThat(inspected(lab, node, image)).isEqualTo(inspected(lab, "w1", image));
            assertThat(Content.of(lab, node)).allMatch(Content::isUsable).noneMatch(Content::isTemporary);
        });
        assertThat(program.log())
                .anyMatch(line -> line.endsWith("[INFO] Relaying " + image + " from w1 to w2"))
                .anyMatch(line -> line.endsWith("[SUCCESS] " + image + " on w3"))
                .anyMatch(line -> line.endsWith("[INFO] Of these through this host: 2"));
        assertThat(program.succeeded()).hasSize(2);
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(program.log()).anyMatch(line -> line.endsWith("[INFO] All images are already synced"));
        assertThat(program.succeeded()).hasSize(2);
    }

    @Test
    void withoutRelayItIsSkippedAndTheLineToWriteIsSaidOnce(RealLab lab) {
        List<String> images = List.of("registry.lab:5000/relay-no/one:1", "registry.lab:5000/relay-no/two:1");
        images.forEach(image -> lab.real("import", "w1", image, "10"));
        Program program = program(lab, "PREFIXES=registry.lab:5000/relay-no");

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(program.log())
                .filteredOn(line -> line.contains("RELAY=loaded"))
                .hasSize(1);
        assertThat(List.of("w2", "w3"))
                .allSatisfy(node -> assertThat(lab.images(node)).doesNotContainAnyElementsOf(images));
    }

    @Test
    void whatTheRegistryDoesNotHaveComesInTheSameRun(RealLab lab) {
        String image = "registry.lab:5000/relay-failed/gone:1";
        lab.real("import", "w2", image, "100");
        Program program = program(lab, "IMAGES=" + image, "RELAY=failed", "RETRIES=0");

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(lab.nodes())
                .allSatisfy(node -> assertThat(Content.of(lab, node, image::equals))
                        .singleElement()
                        .matches(Content::isUsable));
        assertThat(program.log())
                .anyMatch(line -> line.contains("Not pulled: " + image + " on w1: the registry does not have it"))
                .anyMatch(line -> line.endsWith("[INFO] Relaying " + image + " from w2 to w1"));
        assertThat(program.succeeded()).hasSize(2);
        assertThat(program.log()).noneMatch(line -> line.contains("FAILED: "));
    }

    @Test
    void whatCannotBeHadSinceTheRegistryIsStoppedComesInTheSameRun(RealLab lab) {
        String image = lab.push("relay-stopped/app:1", 100);
        lab.load("w2", image);
        Program program = program(lab, "PREFIXES=" + image, "RELAY=failed", "RETRIES=0");
        lab.real("registry", "stop");
        try {
            assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        } finally {
            lab.real("registry", "start");
        }

        assertThat(lab.nodes()).allSatisfy(node -> {
            assertThat(names(lab, node)).containsAll(names(lab, "w2", "relay-stopped"));
            assertThat(inspected(lab, node, image)).isEqualTo(inspected(lab, "w2", image));
        });
        assertThat(program.succeeded()).hasSize(2);
        assertThat(program.log()).noneMatch(line -> line.contains("FAILED: "));
    }

    @Test
    void whereAllIsRelayedNoRegistryIsAsked(RealLab lab) {
        String image = lab.push("relay-always/app:1", 100);
        lab.load("w3", image);
        List<Integer> asked = requests(lab);

        assertThat(program(lab, "PREFIXES=" + image, "RELAY=always").run()).isEqualTo(new Ended(0, "", ""));

        assertThat(requests(lab)).isEqualTo(asked);
        assertThat(lab.nodes())
                .allSatisfy(node -> assertThat(inspected(lab, node, image)).isEqualTo(inspected(lab, "w3", image)));
    }

    @Test
    void whatAKilledRunHasLeftIsTakenAway(RealLab lab) {
        String image = "registry.lab:5000/relay-left/hand:1";
        String left = "127.0.0.1:4001/image-sync-0123456789abcdef/hand:1";
        lab.real("import", "w1", image, "100");
        lab.real("ctr", "w1", "images", "tag", image, left);

        assertThat(program(lab, "PREFIXES=registry.lab:5000/relay-left", "RELAY=loaded")
                        .run())
                .isEqualTo(new Ended(0, "", ""));

        assertThat(names(lab, "w1")).contains(image).doesNotContain(left);
    }

    /// Requests of each node that the registry was sent.
    private static List<Integer> requests(RealLab lab) {
        return lab.nodes().stream()
                .map(node -> lab.downloads(node).requests().size())
                .toList();
    }

    /// Also those by digest.
    private static List<String> names(RealLab lab, String node) {
        return Content.of(lab, node).stream().map(Content::name).sorted().toList();
    }

    private static List<String> names(RealLab lab, String node, String part) {
        return names(lab, node).stream().filter(name -> name.contains(part)).toList();
    }

    /// What the kubelet would be told.
    private static String inspected(RealLab lab, String node, String image) {
        return lab.on(node, "/opt/lab/crictl -r unix:///run/containerd/containerd.sock inspecti " + image);
    }

    /// On w1.
    private static void importLayers(RealLab lab, String image, int layers, int kilobytes) {
        ProcessBuilder builder = new ProcessBuilder(
                "real/real", "--dir", lab.folder().toString(), "import", "w1", image, Integer.toString(kilobytes));
        builder.environment().put("LAYERS", Integer.toString(layers));
        assertThat(Running.run(builder, Duration.ofSeconds(30)).exitCode()).isZero();
    }
}
