package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.SshFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// Ways to nodes that work; those that do not are faults.
@BothWays
class ReachingTest {
    @Parameter
    Access access = Access.CRICTL;

    @TempDir
    private Path folder;

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
}
