package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images on their way in files: from nodes, to nodes that no registry helps, and back.
@OnRealNodes(only = Access.CRI)
class SaveAndLoadOnRealNodesTest {
    private static final String HAND = "registry.lab:5000/files/hand:1";
    private static final String TAKEN = "registry.lab:5000/files/taken:1";
    private static final String COPIED = "registry.lab:5000/files/copied:1";

    @TempDir
    private Path folder;

    private static String image(RealLab lab, String node, String name) {
        return lab.on(node, "/opt/lab/crictl inspecti " + name + " 2>/dev/null");
    }

    private static String id(RealLab lab, String node, String name) {
        return image(lab, node, name)
                .lines()
                .filter(line -> line.contains("\"id\":"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatOneNodeHasIsOnTheOthersByWayOfAFile(RealLab lab) throws Exception {
        String pulled = lab.push("files/pulled:1", 500);
        lab.load("w1", pulled);
        lab.real("import", "w1", HAND, "700");
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/files");
        Path file = folder.resolve("images.tar");
        lab.real("registry", "stop");
        try {
            Ended saved = program.run("save", "registry.lab:5000/files/*", "-o", file.toString());
            assertThat(saved.stderr()).isEmpty();
            assertThat(saved.stdout()).startsWith("saved 2 images, 1.2 MB, in ");

            assertThat(program.run("load", file.toString())).isEqualTo(new Ended(0, "", ""));
            for (String node : List.of("w2", "w3")) {
                assertThat(image(lab, node, HAND)).isEqualTo(image(lab, "w1", HAND));
                assertThat(image(lab, node, pulled)).isEqualTo(image(lab, "w1", pulled));
                assertThat(lab.real("ctr", node, "images", "check")).doesNotContain("incomplete");
                assertThat(lab.real("ctr", node, "images", "ls", "-q")).doesNotContain("image-sync-");
            }
            assertThat(program.log()).anyMatch(line -> line.endsWith("Relaying " + HAND + " from " + file + " to w2"));

            long size = Files.size(file);
            assertThat(program.run("load", "--dry-run", file.toString()).stdout())
                    .contains("Nothing to pull.");
            assertThat(size).isGreaterThan(1_200_000);
        } finally {
            lab.real("registry", "start");
        }
    }

    @Test
    void containerdTakesTheFile(RealLab lab) throws Exception {
        lab.real("import", "w1", TAKEN, "700");
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/files");
        Path file = folder.resolve("images.tar");
        assertThat(program.run("save", TAKEN, "-o", file.toString()).exitCode()).isZero();
        lab.removeImages("w2");
        lab.put("w2", file, "/run/images.tar", "600");

        lab.real("ctr", "w2", "images", "import", "/run/images.tar");

        assertThat(image(lab, "w2", TAKEN)).isEqualTo(image(lab, "w1", TAKEN));
    }

    /// Its archives have no manifest (docker-archive), or only a tag as their name (oci-archive).
    @Test
    void filesOfSkopeoAreLoaded(RealLab lab) throws Exception {
        lab.real("import", "w1", COPIED, "700");
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/files");
        Path file = folder.resolve("images.tar");
        assertThat(program.run("save", COPIED, "-o", file.toString()).exitCode())
                .isZero();
        String ours = "oci-archive:" + file + ":" + COPIED;
        assertThat(skopeo("copy", "-q", ours, "docker-archive:" + folder.resolve("docker.tar") + ":" + COPIED))
                .isTrue();
        assertThat(skopeo("copy", "-q", ours, "oci-archive:" + folder.resolve("oci.tar") + ":v1"))
                .isTrue();

        assertThat(program.run("load", "docker.tar", "--nodes", "w2")).isEqualTo(new Ended(0, "", ""));
        assertThat(program.run("load", "oci.tar", "--name", COPIED, "--nodes", "w3"))
                .isEqualTo(new Ended(0, "", ""));

        assertThat(id(lab, "w2", COPIED)).isEqualTo(id(lab, "w1", COPIED));
        assertThat(id(lab, "w3", COPIED)).isEqualTo(id(lab, "w1", COPIED));
    }

    private boolean skopeo(String... words) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        all.addAll(List.of(words));
        try {
            return new ProcessBuilder(all)
                            .directory(folder.toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
