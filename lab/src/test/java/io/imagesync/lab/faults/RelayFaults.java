package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Content;
import java.time.Duration;
import java.util.List;

/// What can go wrong with images that come through this host. w1 is the node that sends.
final class RelayFaults {
    /// So many that a good part of it is neither on the way nor there when the relay has begun.
    static final int KILOBYTES = 8000;

    private RelayFaults() {}

    private static final String OPENS_NO_PORT =
            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): sshd refuses to forward a port of the node to this"
                    + " host: ...";

    static final List<Row<RealStage>> SSHD = List.of(
            sshd("sshd of the node opens no ports: AllowTcpForwarding local", "AllowTcpForwarding local")
                    .says(OPENS_NO_PORT, "set AllowTcpForwarding yes")
                    .fails("NODE"),
            sshd("sshd of the node opens no ports: PermitListen none", "PermitListen none")
                    .says(OPENS_NO_PORT, "remove a PermitListen that forbids it")
                    .fails("NODE"),
            sshd("sshd of the node opens ports for everybody: GatewayPorts yes", "GatewayPorts yes")
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): other hosts can reach the port that sshd"
                                    + " forwards to this host",
                            "set GatewayPorts no (or clientspecified) in sshd_config")
                    .fails("NODE"),
            sshd(
                            "sshd of the node forwards nothing, also not to the runtime's socket: AllowTcpForwarding no",
                            "AllowTcpForwarding no")
                    .says(
                            "[ERROR] Cannot read the images on <NODE>: sshd does not forward the socket of the"
                                    + " container runtime, or nothing listens on it",
                            "set AllowStreamLocalForwarding yes and AllowTcpForwarding yes in sshd_config")
                    .ends(3));

    static final List<Row<RealStage>> NODES = List.of(
            slow("The runtime of the sending node, w1, is killed during a relay", RelayFaults::sentToOneNode)
                    .during((stage, run) -> {
                        awaitRelay(stage);
                        stage.afterwards(() -> stage.lab().real("runtime", "w1", "start"));
                        stage.lab().real("runtime", "w1", "kill");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the node that sends it failed: w1: ...",
                            "look at that node; the next attempt may use another one")
                    .fails("NOT RELAYED"),
            slow("The sending node, w1, loses its power during a relay", stage -> {
                        sentToOneNode(stage);
                        stage.isReachedWith("w1", "ServerAliveInterval 1", "ServerAliveCountMax 2");
                        stage.set("SSH_CONNECT_TIMEOUT", 2);
                    })
                    .during((stage, run) -> {
                        awaitRelay(stage);
                        stage.afterwards(() -> stage.lab().load("w1", stage.image()));
                        stage.afterwards(() -> stage.lab().real("on", "w1"));
                        stage.lab().real("off", "w1");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the node that sends it failed: w1: ...",
                            "look at that node; the next attempt may use another one")
                    .slow()
                    .fails("NOT RELAYED"),
            slow("The image is removed and garbage-collected on the sending node, w1, during a relay", stage -> {
                        stage.lab().load("w3", stage.image());
                        stage.set("RELAY_RATE", "2M");
                        stage.atTheEnd(() -> assertThat(stage.holds("w1")).isTrue());
                    })
                    .during((stage, run) -> {
                        awaitRelay(stage);
                        collect(stage);
                    })
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            slow("The runtime of the receiving node is killed during a relay", stage -> {})
                    .during((stage, run) -> {
                        awaitRelay(stage);
                        stage.keepsDownloads();
                        stage.afterwards(() -> stage.lab().forgetPulls("w2"));
                        stage.afterwards(() -> stage.lab().real("runtime", "w2", "start"));
                        stage.lab().real("runtime", "w2", "kill");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the container runtime does not answer",
                            "check that containerd or CRI-O runs on the node")
                    .fails("NODE"),
            slow("The link to the receiving node is cut during a relay", stage -> {
                        stage.reachedWith("ServerAliveInterval 1", "ServerAliveCountMax 2");
                        stage.set("RETRIES", 0).set("SSH_CONNECT_TIMEOUT", 2);
                    })
                    .during((stage, run) -> {
                        awaitRelay(stage);
                        stage.afterwards(stage::awaitNothingOnNodes);
                        stage.afterwards(() -> stage.lab().real("plug", "w2"));
                        stage.lab().real("unplug", "w2");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 255): connection lost",
                            "check the node and the network; the next run continues")
                    .within(Duration.ofSeconds(20))
                    .slow()
                    .fails("CONNECTION LOST"),
            slow("The disk of the receiving node is full during a relay", stage -> stage.set("DISK_LIMIT", 0))
                    .during((stage, run) -> {
                        awaitRelay(stage);
                        stage.on(
                                "dd if=/dev/zero of=/var/lib/containerd/fill bs=64k 2>/dev/null; true",
                                "rm -f /var/lib/containerd/fill");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the node's disk is full: ...",
                            "free space on the node, or lower DISK_LIMIT")
                    .fails("EXIT 1"),
            Row.<RealStage>of(
                            "The sending node, w1, keeps no layers (discard_unpacked_layers)", RelayFaults::discarding)
                    .says(
                            "[INFO] Skipped: <IMAGE> on <NODE> (cannot be relayed): no node has all of its content: w1"
                                    + " lacks 1 of 3 parts",
                            "pull or load it there again; set discard_unpacked_layers = false in containerd's"
                                    + " configuration")
                    .stays()
                    .ends(0));

    private static Row<RealStage> sshd(String fault, String line) {
        return Row.of(
                fault, stage -> stage.set("RELAY", "always").real(List.of("sshd", "w2", line), List.of("sshd", "w2")));
    }

    /// The relays to both nodes together take four seconds.
    private static Row<RealStage> slow(String fault, Row.Act<RealStage> arrangement) {
        return Row.<RealStage>of(fault, stage -> {
                    stage.set("RELAY", "always").set("RELAY_RATE", "4M");
                    stage.afterwards(() -> stage.set("RELAY_RATE", ""));
                    // There is no room on the nodes for the images of all rows.
                    stage.atTheEnd(() -> stage.lab().nodes().forEach(stage.lab()::removeImages));
                    arrangement.on(stage);
                })
                .andThen(RelayFaults::nothingBrokenIsListed);
    }

    /// The other one has it, and may not send it.
    private static void sentToOneNode(RealStage stage) {
        stage.lab().load("w3", stage.image());
        stage.set("SOURCE_NODES", "w1").set("RELAY_RATE", "2M");
    }

    /// The image is pulled anew, and what its unpacking has left is collected.
    private static void discarding(RealStage stage) {
        sentToOneNode(stage);
        stage.set("RELAY", "always");
        stage.afterwards(() -> configured(stage, "/discard_unpacked_layers/d"));
        configured(stage, "/snapshotter =/a discard_unpacked_layers = true");
        stage.lab().real("remove", "w1", stage.image());
        stage.lab().load("w1", stage.image());
        stage.lab()
                .on(
                        "w1",
                        "ctr -n k8s.io images tag %s localhost/none >/dev/null && ctr -n k8s.io images rm --sync localhost/none"
                                .formatted(stage.image()));
    }

    /// @param edit of the configuration of w1's containerd, for sed
    private static void configured(RealStage stage, String edit) {
        stage.lab().on("w1", "sed -i '%s' /etc/containerd/config.toml".formatted(edit));
        stage.lab().real("runtime", "w1", "stop");
        stage.lab().real("runtime", "w1", "start");
    }

    /// Takes all names of the image away on w1, so that its content goes.
    private static void collect(RealStage stage) {
        stage.lab().on("w1", """
                digest=$(ctr -n k8s.io images ls name==%s | awk 'NR == 2 { print $3 }')
                ctr -n k8s.io images ls -q target.digest==$digest | xargs ctr -n k8s.io images rm --sync >/dev/null
                """.formatted(stage.image()));
        assertThat(stage.holds("w1")).isFalse();
    }

    private static void nothingBrokenIsListed(RealStage stage) {
        for (String node : stage.lab().nodes()) {
            assertThat(Content.of(stage.lab(), node, stage.image()::equals))
                    .as("on " + node)
                    .allMatch(Content::isUsable);
        }
    }

    private static void awaitRelay(RealStage stage) {
        Await.until("a relay", () -> stage.lab().pulls("w2"), log -> log.running() == 1);
    }
}
