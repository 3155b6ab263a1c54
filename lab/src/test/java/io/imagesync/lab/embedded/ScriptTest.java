package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Ssh.Ended;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private EmbeddedFleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet = EmbeddedFleet.start(1);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void saysWhatItIsTold() throws Exception {
        script().next("list", new Reply.Text("", "permission denied\n", 126));

        assertThat(list()).isEqualTo(new Ended(126, "", "permission denied\n"));
        assertThat(list().exitCode()).isZero();
    }

    @Test
    void makesNoiseFirst() throws Exception {
        script().noise("Welcome!\n");

        assertThat(list().stdout()).startsWith("Welcome!\nimage-sync-node 1\n");
    }

    @Test
    void cutsItsAnswer() throws Exception {
        script().always("list", new Reply.CutAfter(25));

        assertThat(list()).isEqualTo(new Ended(0, "image-sync-node 1\narch x8", ""));
    }

    @Test
    void losesTheConnection() throws Exception {
        script().next("list", new Reply.DroppedAfter(25));

        assertThat(list().exitCode()).isEqualTo(255);
    }

    @Test
    void hasARuntimeThatIsStopped() throws Exception {
        script().next("list", new Reply.Refused(Fault.Known.RUNTIME_STOPPED));

        Ended ended = list();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stdout()).isEqualTo("image-sync-node 1\nimages\n\nend 1\n");
        assertThat(ended.stderr()).contains("code = Unavailable").contains("no such file or directory");
    }

    @Test
    void sendsMoreThanAnybodyWants() throws Exception {
        script().next("list", new Reply.Huge(10_000_000));

        Ended ended = list();

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stdout()).hasSizeGreaterThan(10_000_000).endsWith("]}\n\nend 0\n");
    }

    @Test
    void waitsAtAGate() throws Exception {
        Gate gate = new Gate();
        script().next("list", new Reply.After(gate, new Reply.Ordinary()));
        try (Ssh ssh = Ssh.helper(fleet, "gpu01", "list 60 crictl -")) {
            fleet.node(0).events().await(log -> log.stream().anyMatch(NodeEvent.Commanded.class::isInstance), LIMIT);
            assertThat(ssh.isRunning()).isTrue();
            gate.open();
            assertThat(ssh.end().stdout()).endsWith("end 0\n");
        }
    }

    @Test
    void givesUpAtAGateAfterTheLimit() throws Exception {
        script().next("list", new Reply.After(new Gate(), new Reply.Ordinary()));
        try (Ssh ssh = Ssh.helper(fleet, "gpu01", "list 1 crictl -")) {
            assertThat(ssh.end()).isEqualTo(new Ended(124, "image-sync-node 1\nimages\n\nend 124\n", ""));
        }
    }

    @Test
    void staysSilentEvenWhenStdinCloses() throws Exception {
        script().next("pull", new Reply.Silence());
        try (Ssh ssh = Ssh.pull(fleet, "gpu01", "nginx").closeStdin()) {
            fleet.node(0).events().await(log -> log.stream().anyMatch(NodeEvent.Commanded.class::isInstance), LIMIT);
            assertThat(ssh.isRunning()).isTrue();
            fleet.node(0).dropConnections();
            assertThat(ssh.end()).extracting(Ended::exitCode, Ended::stdout).containsExactly(255, "");
        }
    }

    private Script script() {
        return fleet.node(0).script();
    }

    private Ended list() throws Exception {
        return Ssh.list(fleet, "gpu01");
    }
}
