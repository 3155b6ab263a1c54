package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Ssh.Ended;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedNodeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String APP = "registry.example.com/bcm11/app:1.0";

    private EmbeddedFleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet = EmbeddedFleet.start(2);
        fleet.registry().push(APP, 1_000_000);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void listsInTheHelpersProtocol() throws Exception {
        fleet.node("gpu01").seed(APP);

        Ended ended = Ssh.list(fleet, "gpu01");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout())
                .startsWith("image-sync-node 1\narch x86_64\ndisk 1073741824 536870912 /var/lib/containerd\nimages\n{")
                .contains("\"" + APP + "\"")
                .endsWith("}\n\nend 0\n");
    }

    @Test
    void tellsItsVersion() throws Exception {
        try (Ssh ssh = Ssh.helper(fleet, "gpu02", "version 60 crictl -")) {
            assertThat(ssh.end())
                    .isEqualTo(new Ended(
                            0, "image-sync-node 1\narch x86_64\nsocket yes /run/containerd/containerd.sock\n", ""));
        }
    }

    @Test
    void tellsTheSocketsItHas() throws Exception {
        RuntimeSocket other = RuntimeSocket.at("/run/other.sock");
        try (EmbeddedFleet own = EmbeddedFleet.start(
                        1,
                        node -> node.endpoint("unix:///run/none.sock")
                                .sockets(other, RuntimeSocket.K3S.unusable(), RuntimeSocket.CRIO));
                Ssh ssh = Ssh.helper(own, "gpu01", "version 60 crictl -");
                Ssh named = Ssh.helper(own, "gpu01", "version 60 crictl unix:///run/other.sock")) {
            String known = """
                    image-sync-node 1
                    arch x86_64
                    endpoint unix:///run/none.sock
                    socket yes /run/crio/crio.sock
                    socket no /run/k3s/containerd/containerd.sock
                    """;
            assertThat(ssh.end()).isEqualTo(new Ended(0, known, ""));
            assertThat(named.end()).isEqualTo(new Ended(0, known + "socket yes /run/other.sock\n", ""));
        }
    }

    @Test
    void tellsTheDiskOfAFolder() throws Exception {
        try (Ssh ssh = Ssh.helper(fleet, "gpu01", "disk 60 crictl - /data/images")) {
            assertThat(ssh.end().stdout()).isEqualTo("image-sync-node 1\ndisk 1073741824 536870912 /data/images\n");
        }
    }

    @Test
    void pullsIntoItsOwnStoreOnly() throws Exception {
        Ended ended = Ssh.pulled(fleet, "gpu02", APP);

        assertThat(ended).isEqualTo(new Ended(0, "image-sync-node 1\n", ""));
        assertThat(fleet.node("gpu02").store().holds(APP)).isTrue();
        assertThat(fleet.node("gpu01").store().holds(APP)).isFalse();
        assertThat(Ssh.list(fleet, "gpu02").stdout()).contains(APP);
    }

    @Test
    void aPullTakesDisk() throws Exception {
        fleet.node(0).disk(new Disk("/data", 10_000, 9_000));

        Ssh.pulled(fleet, "gpu01", APP);

        try (Ssh ssh = Ssh.helper(fleet, "gpu01", "disk 60 crictl -")) {
            assertThat(ssh.end().stdout()).isEqualTo("image-sync-node 1\ndisk 10000 6364 /data\n");
        }
    }

    @Test
    void keepsTheCredentialThatCameThroughStdin() throws Exception {
        String credential = Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
        try (Ssh ssh = Ssh.helper(fleet, "gpu01", "pull 60 crictl - " + APP).send(credential + "\n")) {
            assertThat(ssh.end().exitCode()).isZero();
        }

        assertThat(fleet.node(0).events().of(NodeEvent.PullStarted.class))
                .containsExactly(new NodeEvent.PullStarted(APP, credential));
    }

    @Test
    void endsAPullWhenStdinCloses() throws Exception {
        Gate gate = new Gate();
        EmbeddedNode node = fleet.node(0);
        node.pace(Pace.behind(gate));
        try (Ssh ssh = Ssh.pull(fleet, "gpu01", APP)) {
            node.events().await(new NodeEvent.PullStarted(APP, ""), LIMIT);
            assertThat(ssh.isRunning()).isTrue();

            assertThat(ssh.closeStdin().end().exitCode()).isEqualTo(143);
        }
        gate.open();
        assertThat(node.events().all()).contains(new NodeEvent.PullCancelled(APP));
        assertThat(node.store().images()).isEmpty();
        assertThat(node.pulls().current()).isZero();
    }

    @Test
    void endsAPullWhenTheConnectionIsLost() throws Exception {
        EmbeddedNode node = fleet.node(0);
        node.pace(Pace.behind(new Gate()));
        try (Ssh ssh = Ssh.pull(fleet, "gpu01", APP)) {
            node.events().await(new NodeEvent.PullStarted(APP, ""), LIMIT);

            node.dropConnections();

            assertThat(ssh.end().exitCode()).isEqualTo(255);
            node.events().await(new NodeEvent.PullCancelled(APP), LIMIT);
        }
    }

    @Test
    void goesOnWithoutStdinWhenScripted() throws Exception {
        Gate gate = new Gate();
        EmbeddedNode node = fleet.node(0);
        node.pace(Pace.behind(gate));
        node.script().ignoreStdin(true);
        try (Ssh ssh = Ssh.pull(fleet, "gpu01", APP).closeStdin()) {
            node.events().await(new NodeEvent.PullStarted(APP, ""), LIMIT);
            gate.open();

            assertThat(ssh.end().exitCode()).isZero();
        }
        assertThat(node.store().holds(APP)).isTrue();
    }

    @Test
    void endsAPullAtItsLimit() throws Exception {
        fleet.node(0).pace(Pace.behind(new Gate()));
        try (Ssh ssh = Ssh.helper(fleet, "gpu01", "pull 1 crictl - " + APP).send("\n")) {
            assertThat(ssh.end().exitCode()).isEqualTo(124);
        }
        assertThat(fleet.node(0).store().images()).isEmpty();
    }

    @Test
    void startsNoPullWithoutACredentialLine() throws Exception {
        try (Ssh ssh = Ssh.helper(fleet, "gpu01", "pull 60 crictl - " + APP).closeStdin()) {
            assertThat(ssh.end().exitCode()).isEqualTo(143);
        }
        assertThat(fleet.node(0).events().count(NodeEvent.PullStarted.class)).isZero();
    }

    @Test
    void saysWhatTheRuntimeSaysAboutAnUnknownImage() throws Exception {
        Ended ended = Ssh.pulled(fleet, "gpu01", "nginx:absent");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr())
                .startsWith("E0102 ")
                .endsWith("FATA[0000] pulling image: rpc error: code = NotFound desc = failed to pull and unpack image"
                        + " \"docker.io/library/nginx:absent\": failed to resolve reference"
                        + " \"docker.io/library/nginx:absent\": docker.io/library/nginx:absent: not found\n");
    }

    @Test
    void pullsOnlyForItsOwnPlatform() throws Exception {
        fleet.registry().push("registry.example.com/arm:1", RegistryImage.of("arm", 10, "aarch64"));

        Ended ended = Ssh.pulled(fleet, "gpu01", "registry.example.com/arm:1");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr()).contains("no match for platform");
    }

    @Test
    void failsAsOftenAsScripted() throws Exception {
        fleet.node(0).faults().failNext(APP, Fault.Known.TOO_MANY_REQUESTS);
        fleet.registry().faults().failNext(APP, Fault.Known.SERVER_ERROR);

        assertThat(Ssh.pulled(fleet, "gpu01", APP).stderr()).contains("429 Too Many Requests");
        assertThat(Ssh.pulled(fleet, "gpu01", APP).stderr()).contains("500 Internal Server Error");
        assertThat(Ssh.pulled(fleet, "gpu01", APP).exitCode()).isZero();
    }

    @Test
    void countsPullsThatRunAtOnce() throws Exception {
        Gate gate = new Gate();
        fleet.nodes().forEach(node -> node.pace(Pace.behind(gate)));
        fleet.registry().push("registry.example.com/bcm11/app:2.0", 1);
        try (Ssh one = Ssh.pull(fleet, "gpu01", APP);
                Ssh two = Ssh.pull(fleet, "gpu01", "registry.example.com/bcm11/app:2.0");
                Ssh three = Ssh.pull(fleet, "gpu02", APP)) {
            fleet.node(0)
                    .events()
                    .await(
                            log -> log.stream()
                                            .filter(NodeEvent.PullStarted.class::isInstance)
                                            .count()
                                    == 2,
                            LIMIT);
            fleet.node(1).events().await(new NodeEvent.PullStarted(APP, ""), LIMIT);
            gate.open();
            one.end();
            two.end();
            three.end();
        }
        assertThat(fleet.node(0).pulls().peak()).isEqualTo(2);
        assertThat(fleet.node(1).pulls().peak()).isEqualTo(1);
        assertThat(fleet.pulls().peak()).isEqualTo(3);
        assertThat(fleet.pulls().current()).isZero();
    }

    @Test
    void refusesWhatIsNotTheHelper() throws Exception {
        try (Ssh ssh = Ssh.start(fleet.ssh(), "gpu01", "cat /etc/passwd")) {
            assertThat(ssh.end()).isEqualTo(new Ended(127, "", "sh: 1: cat: not found\n"));
        }
    }
}
