package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the way to a node's runtime is chosen, with crictl on the nodes.
@OnRealNodes(only = Access.CRICTL)
class RuntimeAccessOnRealNodesTest {
    private static final String SOCKET = "/run/containerd/containerd.sock";

    @TempDir
    private Path folder;

    @Test
    void theSocketIsUsedWhereItCanBe(RealLab lab) {
        Program program = syncs(lab, "access/socket:1", "LOG_LEVEL=DEBUG");

        assertThat(program.log())
                .filteredOn(
                        line -> line.matches(".*\\[DEBUG] Runtime of w\\d: containerd \\S+ at " + SOCKET + ", CRI v1"))
                .hasSize(3);
        assertThat(program.log()).noneMatch(line -> line.contains("Using crictl"));
    }

    @Test
    void whereForwardingIsProhibitedTheSameRunFallsBackAndSucceeds(RealLab lab) {
        lab.real("sshd", "w2", "AllowStreamLocalForwarding no");
        try {
            Program program = syncs(lab, "access/prohibited:1", "LOG_LEVEL=DEBUG");

            assertThat(program.log())
                    .filteredOn(line -> line.contains("Using crictl on w2: "))
                    .singleElement()
                    .asString()
                    .contains("[DEBUG]", "to change that: ", "AllowStreamLocalForwarding yes");
            assertThat(program.log()).anyMatch(line -> line.contains("Runtime of w3: containerd"));
        } finally {
            lab.real("sshd", "w2");
        }
    }

    @Test
    void theDoctorExplainsBothWaysToAUserWithoutRights(RealLab lab) {
        Program program = program(lab, "registry.lab:5000/access/none:1", "SSH_USER=nosudo");

        Ended ended = program.run("doctor");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout())
                .containsPattern("failed +w\\[1-3] +CRI: the SSH user has no access to the socket .*" + SOCKET)
                .contains("SSH_USER", "SUDO=yes")
                .containsPattern("failed +w\\[1-3] +crictl: permission denied")
                .contains("6 checks failed.");
        assertThat(folder.resolve("logs")).doesNotExist();
    }

    @Test
    void theDoctorFindsNothingWhereAllIsWell(RealLab lab) {
        Ended ended = program(lab, "registry.lab:5000/access/none:1").run("doctor");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stdout())
                .containsPattern("ok +w\\S+ +CRI: containerd \\S+ at " + SOCKET + ", CRI v1, \\d+ images")
                .containsPattern("ok +w\\S+ +crictl: crictl \\(crictl version \\S+\\), \\d+ images")
                .containsPattern("ok +w\\S+ +disk: /var/lib/containerd\\S* is \\d+% full")
                .contains("Nothing has failed.");
    }

    /// A second runtime is a second name of the first one's socket.
    @Test
    void aNodeWhereTwoRuntimesAnswerIsLeftOut(RealLab lab) {
        String image = lab.push("access/two:1", 10);
        lab.on("w2", "mkdir /run/crio && ln -s " + SOCKET + " /run/crio/crio.sock");
        try {
            Ended ended = program(lab, image).run();

            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.stderr())
                    .contains(
                            "left out: w2: more than one container runtime answers: " + SOCKET + " /run/crio/crio.sock")
                    .contains("image-endpoint: unix://SOCKET", "RUNTIME_ENDPOINT");
            assertThat(lab.images("w2")).doesNotContain(image);
        } finally {
            lab.on("w2", "rm -r /run/crio");
        }
    }

    private Program syncs(RealLab lab, String name, String... lines) {
        String image = lab.push(name, 10);
        Program program = program(lab, image, lines);
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.nodes()).allSatisfy(node -> assertThat(lab.images(node)).contains(image));
        return program;
    }

    private Program program(RealLab lab, String image, String... lines) {
        return new Program(
                lab, folder, "NODES='w1 w2 w3'", "RUNTIME_ACCESS=auto", "IMAGES=" + image, String.join(";", lines));
    }
}
