package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Logins other than root's. sshd opens a socket as the user who logged in, who may not use the runtime's:
/// only commands can be run as root by sudo.
@OnRealNodes(only = Access.CRICTL)
class UsersTest {
    private static final String HELPER = "/usr/local/bin/image-sync-node";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"imgsync", "imgsync-bash", "imgsync-dash", "imgsync-tcsh", "imgsync-fish", "imgsync-zsh"})
    void syncsBySudoThroughAnyLoginShell(String user, RealLab lab) {
        String image = lab.push("users/" + user + ":1", 10);
        lab.load("w1", image);

        syncs(lab, image, "SSH_USER=" + user, "SUDO=yes");
    }

    @Test
    void leavesANodeOutThatRefusesSudo(RealLab lab) {
        String image = lab.push("users/refused:1", 10);

        Ended ended = new Program(lab, folder, "NODES='imgsync@w1 imgsync@w2 nosudo@w3'", "IMAGES=" + image, "SUDO=yes")
                .run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stderr()).contains("left out: nosudo@w3: sudo refused: a password is required", "NOPASSWD");
        assertThat(lab.images("w2")).contains(image);
        assertThat(lab.images("w3")).doesNotContain(image);
    }

    @Test
    void leavesANodeOutWhoseRuntimeIsForbidden(RealLab lab) {
        String image = lab.push("users/forbidden:1", 10);

        Ended ended = new Program(lab, folder, "NODES='w1 w2 nosudo@w3'", "IMAGES=" + image).run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stderr()).contains("left out: nosudo@w3: permission denied", "SUDO=yes");
        assertThat(lab.images("w2")).contains(image);
        assertThat(lab.images("w3")).doesNotContain(image);
    }

    @Test
    void syncsWhereSudoAllowsTheInstalledHelperAlone(RealLab lab) throws Exception {
        String image = lab.push("users/helper:1", 10);
        lab.load("w1", image);
        try {
            installHelper(lab);
            syncs(lab, image, "SSH_USER=nosudo", "SUDO=yes");
        } finally {
            removeHelper(lab);
        }
    }

    @Test
    void syncsThroughAForcedCommand(RealLab lab) throws Exception {
        String image = lab.push("users/forced:1", 10);
        lab.load("w1", image);
        try {
            installHelper(lab);
            for (String node : lab.nodes()) {
                lab.on(
                        node,
                        "cd /etc/ssh/authorized_keys.d && cp nosudo /run/kept && sed -i 's|^|restrict,command=\""
                                + HELPER + " --sudo\" |' nosudo");
            }
            syncs(lab, image, "SSH_USER=nosudo");
        } finally {
            lab.nodes()
                    .forEach(node ->
                            lab.on(node, "! [ -f /run/kept ] || mv /run/kept /etc/ssh/authorized_keys.d/nosudo"));
            removeHelper(lab);
        }
    }

    /// The prefix is the image itself, so that images of other tests are none of ours.
    private void syncs(RealLab lab, String image, String... access) {
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=" + image, String.join(";", access));
        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(lab.images("w2")).contains(image);
        assertThat(lab.images("w3")).contains(image);
    }

    private void installHelper(RealLab lab) throws IOException {
        Path sudoers = Files.writeString(folder.resolve("sudoers"), "nosudo ALL=(root) NOPASSWD: " + HELPER + "\n");
        for (String node : lab.nodes()) {
            lab.put(node, Program.DISTRIBUTION.resolve("node/image-sync-node"), HELPER, "755");
            lab.put(node, sudoers, "/etc/sudoers.d/helper", "440");
        }
    }

    private static void removeHelper(RealLab lab) {
        lab.nodes().forEach(node -> lab.on(node, "rm -f /etc/sudoers.d/helper " + HELPER));
    }
}
