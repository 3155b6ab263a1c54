package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.EmbeddedFleet;
import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.SilentHost;
import io.imagesync.lab.embedded.SshFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@BothWays
class ReachingTest {
    @Parameter
    Access access = Access.CRICTL;

    @TempDir
    private Path folder;

    @Test
    void leavesOutANodeThatSaysNothing() throws Exception {
        try (SilentHost silent = SilentHost.start("127.0.9.9", 0);
                Site site = Site.of(folder, 2).by(access).set("NODE3", "silent")) {
            site.fleet().ssh().addAlias("silent", "127.0.9.9", silent.port());
            site.holds("gpu01", "app:1.0")
                    .set("SSH_CONNECT_TIMEOUT", 3)
                    .set("RETRIES", 1)
                    .set("RETRY_DELAY", 1);

            Ended ended = site.run();

            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.complaints())
                    .first()
                    .asString()
                    .startsWith("left out: silent: no answer from 127.0.9.9")
                    .contains("within 3s");
            assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
        }
    }

    @Test
    void refusesAnUnknownHostKeyWithTheCommandToAcceptIt() throws Exception {
        try (Site site = Site.of(folder, 3).by(access)) {
            keepHostKeysBut(site, "gpu03");

            Ended ended = site.run();

            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.complaints())
                    .first()
                    .asString()
                    .startsWith("left out: gpu03: the host key of ")
                    .contains("is not known (", "SHA256:", "compare the fingerprint on the node, then run: ");
            assertThat(site.node("gpu03").commands()).isZero();
        }
    }

    @Test
    void refusesAChangedHostKey() throws Exception {
        try (Site site = Site.of(folder, 3).by(access)) {
            keepHostKeysBut(site, "gpu03");
            EmbeddedNode other = site.node("gpu01");
            site.fleet().ssh().trust(site.node("gpu03").address(), site.fleet().port(), other.hostKey());

            Ended ended = site.run();

            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.complaints())
                    .first()
                    .asString()
                    .startsWith("left out: gpu03: the host key of ")
                    .contains("has CHANGED or is revoked", "ssh-keygen");
            assertThat(site.node("gpu03").commands()).isZero();
        }
    }

    @Test
    void saysWhichKeyANodeDoesNotTake() throws Exception {
        try (EmbeddedFleet foreign = EmbeddedFleet.start(1);
                Site site = Site.of(folder, 3).by(access)) {
            Files.copy(
                    foreign.ssh().identity(),
                    site.fleet().ssh().identity(),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);

            Ended ended = site.run();

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.stderr())
                    .contains(
                            "gpu01: authentication as sync failed: ",
                            "put the public key into authorized_keys of sync");
        }
    }

    @Test
    void saysThatANameDoesNotResolveAndLeavesOutWhatIsInRepair() throws Exception {
        try (Site site = Site.of(folder, 3).by(access)) {
            site.node("gpu03").close();
            site.set("EXCLUDE_NODES", "gpu03").set("NODE4", "absent.invalid");

            Ended ended = site.run();

            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.complaints())
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("left out: absent.invalid: the name absent.invalid does not resolve");
            assertThat(site.set("NODE4", "").run()).isEqualTo(new Ended(0, "", ""));
        }
    }

    @Test
    void reachesNodesByAddressAndPort() throws Exception {
        try (Site site = Site.of(folder, 2).by(access).holds("gpu01", "app:1.0")) {
            SshFiles ssh = site.fleet().ssh();
            site.set("NODE1", "127.0.1.1")
                    .set("NODE2", "sync@127.0.1.2")
                    .set("SSH_PORT", site.fleet().port());

            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
            assertThat(Files.readAllLines(ssh.knownHosts())).hasSize(2);
        }
    }

    private static void keepHostKeysBut(Site site, String node) throws Exception {
        Path file = site.fleet().ssh().knownHosts();
        String address = "[" + site.node(node).address() + "]";
        List<String> kept = new ArrayList<>(Files.readAllLines(file));
        kept.removeIf(line -> line.startsWith(address));
        Files.write(file, kept);
    }
}
