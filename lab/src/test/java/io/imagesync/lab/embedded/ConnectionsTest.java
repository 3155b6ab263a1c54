package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Ssh.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String LIST = "sudo -n -- /usr/local/bin/image-sync-node list 60 crictl -";

    @TempDir
    private Path folder;

    @Test
    void refusesAnotherKey() throws Exception {
        PublicKey other = Keys.generate().getPublic();
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1, node -> node.authorizedKey(other));
                Ssh ssh = Ssh.start(fleet.ssh(), "gpu01", LIST)) {
            Ended ended = ssh.end();
            assertThat(ended.exitCode()).isEqualTo(255);
            assertThat(ended.stderr()).contains("Permission denied (publickey)");
            assertThat(fleet.node(0).events().of(NodeEvent.LoggedIn.class)).isEmpty();
        }
    }

    @Test
    void isNotReachedUnderAnotherHostKey() throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1)) {
            Files.writeString(fleet.ssh().knownHosts(), "");
            fleet.ssh()
                    .trust(
                            fleet.node(0).address(),
                            fleet.port(),
                            Keys.generate().getPublic());
            try (Ssh ssh = Ssh.start(fleet.ssh(), "gpu01", LIST)) {
                assertThat(ssh.end().stderr()).contains("Host key verification failed");
            }
        }
    }

    @Test
    void isReachedByAddressAndPort() throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(2);
                Ssh ssh = Ssh.start(fleet.ssh(), "-p", "" + fleet.port(), "127.0.1.2", LIST)) {
            assertThat(ssh.end().exitCode()).isZero();
            assertThat(fleet.node(1).commands()).isEqualTo(1);
            assertThat(fleet.node(0).connections()).isZero();
        }
    }

    @Test
    void allowsOnlySoManySessionsOnAConnection() throws Exception {
        Gate gate = new Gate();
        try (EmbeddedFleet fleet =
                EmbeddedFleet.start(1, node -> node.maxSessions(1).pace(Pace.behind(gate)))) {
            fleet.registry().push("nginx", 1);
            EmbeddedNode node = fleet.node(0);
            String socket = folder.resolve("s").toString();
            try (Ssh first =
                    Ssh.start(fleet.ssh(), "-M", "-S", socket, "gpu01", "image-sync-node pull 60 crictl - nginx")) {
                first.send("\n");
                node.events().await(new NodeEvent.PullStarted("nginx", ""), LIMIT);
                try (Ssh second = Ssh.start(fleet.ssh(), "-S", socket, "-o", "ProxyCommand=false", "gpu01", LIST)) {
                    assertThat(second.end().exitCode()).isEqualTo(255);
                }
                gate.open();
                assertThat(first.end().exitCode()).isZero();
            }
            assertThat(node.connections()).isEqualTo(1);
            assertThat(node.commands()).isEqualTo(1);
        }
    }

    @Test
    void takesTheNextSessionWhenOneHasEnded() throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1, node -> node.maxSessions(1))) {
            String socket = folder.resolve("s").toString();
            String persist = "ControlPersist=30";
            for (int i = 0; i < 3; i++) {
                try (Ssh ssh = Ssh.start(
                        fleet.ssh(), "-o", "ControlMaster=auto", "-o", persist, "-S", socket, "-n", "gpu01", LIST)) {
                    assertThat(ssh.exitCode()).isZero();
                }
            }
            assertThat(fleet.node(0).connections()).isEqualTo(1);
            assertThat(fleet.node(0).commands()).isEqualTo(3);
            try (Ssh ssh = Ssh.start(fleet.ssh(), "-S", socket, "-O", "exit", "gpu01")) {
                assertThat(ssh.end().exitCode()).isZero();
            }
        }
    }

    @Test
    void aSilentHostNeverGreets() throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(0);
                SilentHost silent = SilentHost.start("127.0.0.1", 0)) {
            fleet.ssh().addAlias("silent", "127.0.0.1", silent.port());
            try (Ssh ssh = Ssh.start(fleet.ssh(), "-o", "ConnectTimeout=1", "silent", LIST)) {
                assertThat(ssh.end().stderr()).contains("timed out");
            }
        }
    }
}
