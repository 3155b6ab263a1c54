package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.Pace;
import io.imagesync.lab.embedded.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// What can be wrong with a node that is reached.
final class NodeFaults {
    private NodeFaults() {}

    static final List<Row<RealStage>> USING = List.of(
            Row.<RealStage>of(
                            "The login shell prints a banner",
                            stage -> stage.on(
                                    "cp /root/.bashrc /run/kept-rc 2>/dev/null; "
                                            + "{ printf 'echo welcome; printf halfway; echo warning >&2\\n'; } >/root/.bashrc",
                                    "rm -f /root/.bashrc; ! [ -f /run/kept-rc ] || mv /run/kept-rc /root/.bashrc"))
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<RealStage>of(
                            "The SSH key has another forced command",
                            stage -> stage.on(
                                    "cd /etc/ssh/authorized_keys.d && cp root /run/kept-key && "
                                            + "sed -i 's|^|command=\"/bin/echo no\" |' root",
                                    "mv /run/kept-key /etc/ssh/authorized_keys.d/root"))
                    .says(
                            "[ERROR] Cannot read the images on <NODE>: the node's answer cannot be used: the helper's first"
                                    + " line is missing (a forced command or a login shell that prints?)",
                            "run crictl images -o json on the node and look at what it prints")
                    .ends(3),
            Row.<RealStage>of(
                            "The runtime is stopped",
                            stage -> stage.real(List.of("runtime", "w2", "stop"), List.of("runtime", "w2", "start")))
                    .says(
                            "[ERROR] Cannot read the images on <NODE>: the container runtime does not answer",
                            "RUNTIME_ENDPOINT")
                    .advice("start containerd or CRI-O on the node, or set RUNTIME_ENDPOINT")
                    .ends(3),
            Row.<RealStage>of(
                            "The node's /etc/crictl.yaml names a socket that does not exist",
                            stage -> stage.on(
                                    "! [ -f /etc/crictl.yaml ] || mv /etc/crictl.yaml /run/kept-yaml;"
                                            + " echo runtime-endpoint: unix:///run/none.sock >/etc/crictl.yaml",
                                    "rm /etc/crictl.yaml; ! [ -f /run/kept-yaml ] || mv /run/kept-yaml /etc/crictl.yaml"))
                    .says(
                            "[ERROR] Cannot read the images on <NODE>: the container runtime does not answer: ",
                            "RUNTIME_ENDPOINT")
                    .advice("correct the file, or set RUNTIME_ENDPOINT")
                    .ends(3),
            Row.<RealStage>of("The runtime is killed during a pull, and stays away", stage -> {
                        stage.lab().holdPulls("w2");
                        stage.afterwards(() -> stage.lab().forgetPulls("w2"));
                        stage.afterwards(() -> stage.lab().real("runtime", "w2", "start"));
                    })
                    .during((stage, run) -> {
                        awaitPull(stage);
                        stage.lab().real("runtime", "w2", "kill");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the container runtime does not answer",
                            "check containerd or CRI-O on the node")
                    .fails("EXIT 1"),
            Row.<RealStage>of("The node loses its power during a pull", stage -> {
                        stage.reachedWith("ServerAliveInterval 1", "ServerAliveCountMax 2");
                        stage.set("RETRIES", 0).set("SSH_CONNECT_TIMEOUT", 2);
                        stage.lab().holdPulls("w2");
                        stage.afterwards(() -> stage.lab().forgetPulls("w2"));
                        stage.afterwards(() -> stage.lab().real("on", "w2"));
                    })
                    .during((stage, run) -> {
                        awaitPull(stage);
                        stage.lab().real("off", "w2");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 255): connection lost",
                            "check the node and the network; the next run continues")
                    .fails("CONNECTION LOST"),
            Row.<RealStage>of("The link to the node is cut during a pull, silently (no RST)", stage -> {
                        stage.reachedWith("ServerAliveInterval 1", "ServerAliveCountMax 2");
                        stage.set("RETRIES", 0).set("SSH_CONNECT_TIMEOUT", 2);
                        stage.lab().holdPulls("w2");
                        stage.afterwards(() -> stage.lab().forgetPulls("w2"));
                        stage.afterwards(stage::awaitNothingOnNodes);
                        stage.afterwards(() -> stage.lab().real("plug", "w2"));
                    })
                    .during((stage, run) -> {
                        awaitPull(stage);
                        stage.lab().real("unplug", "w2");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 255): connection lost",
                            "check the node and the network; the next run continues")
                    .within(Duration.ofSeconds(20))
                    .fails("CONNECTION LOST"));

    /// Where crictl is run on the node.
    static final List<Row<RealStage>> CRICTL = List.of(
            Row.<RealStage>of(
                            "crictl is not in the PATH",
                            stage -> stage.on(
                                    "mv /usr/local/bin/crictl /run/kept-crictl",
                                    "mv /run/kept-crictl /usr/local/bin/crictl"))
                    .says(
                            "[ERROR] Cannot read the images on <NODE>: command not found on the node: crictl",
                            "install cri-tools on the node or set CRICTL to the command's path")
                    .ends(3),
            Row.<RealStage>of(
                            "crictl is not executable",
                            stage -> stage.on(
                                    "mv /usr/local/bin/crictl /run/kept-crictl && echo no >/usr/local/bin/crictl",
                                    "mv /run/kept-crictl /usr/local/bin/crictl"))
                    .says(
                            "[ERROR] Cannot read the images on <NODE>: command not found on the node: crictl",
                            "install cri-tools on the node or set CRICTL to the command's path")
                    .ends(3),
            Row.<RealStage>of("sudo asks for a password", stage -> {
                        stage.set("NODES", "w1 nosudo@w2 w3").set("SUDO", "yes");
                        stage.afterwards(() -> stage.set("NODES", "w1 w2 w3"));
                    })
                    .says(
                            "[ERROR] Cannot read the images on nosudo@<NODE>: sudo refused: a password is required",
                            "allow it without a password in sudoers (NOPASSWD)")
                    .ends(3));

    /// What is easier to have a node of our own do.
    static final List<Row<EmbeddedStage>> ANSWERS = List.of(
            Row.<EmbeddedStage>of(
                            "The connection breaks while the node lists its images, once",
                            stage -> stage.sickNode().script().next("list", new Reply.DroppedAfter(100)))
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<EmbeddedStage>of(
                            "The connection breaks while the node lists its images, at each try",
                            stage -> stage.sickNode()
                                    .script()
                                    .next("list", new Reply.DroppedAfter(100), new Reply.DroppedAfter(100)))
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: connection lost",
                            "check the node and the network; the next run continues")
                    .ends(3),
            Row.<EmbeddedStage>of(
                            "The runtime does not answer, once",
                            stage -> stage.sickNode()
                                    .script()
                                    .next("list", new Reply.Refused(Fault.Known.RUNTIME_STOPPED)))
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<EmbeddedStage>of("The node pulls very slowly: the other nodes do not wait for it", NodeFaults::slow)
                    .during((stage, run) -> {
                        Await.until("the image on the other node", () -> stage.holds(stage.well()), holds -> holds);
                        assertThat(stage.holds(stage.sick())).isFalse();
                        stage.restore();
                    })
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<EmbeddedStage>of("The node's clock is wrong by decades", stage -> {
                        stage.sickNode().clock(InstantSource.fixed(Instant.EPOCH));
                        stage.sickNode().pace(Pace.taking(Duration.ofMillis(2500)));
                        stage.afterwards(() -> stage.sickNode().pace(Pace.immediate()));
                    })
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<EmbeddedStage>of(
                            "The runtime reports a successful pull, but does not list the image",
                            stage -> stage.sickNode().script().next("pull", new Reply.Pretended()))
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the runtime reported success but does not"
                                    + " list the image",
                            "check that crictl pull and the kubelet use the same runtime")
                    .fails("NOT SEEN"));

    /// Where the node says nothing more.
    static final List<Row<EmbeddedStage>> HANGING =
            List.of(Row.<EmbeddedStage>of("The runtime hangs during a pull and no longer answers", stage -> {
                        stage.sickNode()
                                .script()
                                .next("pull", new Reply.Silence())
                                .next("list", new Reply.Ordinary())
                                .always("list", new Reply.Silence())
                                .always("check", new Reply.Silence());
                        stage.withShortTimeOut(4);
                        stage.afterwards(() -> {
                            stage.set("TIME_OUT", 60);
                            stage.sickNode()
                                    .script()
                                    .always("list", new Reply.Ordinary())
                                    .always("check", new Reply.Ordinary());
                        });
                    })
                    .says("[ERROR] TIMEOUT: Pulling <IMAGE> on <NODE> exceeded 4s")
                    .says("[WARNING] The container runtime of <NODE> hangs: the node did not answer within ...; no new"
                            + " pull there in this run; look at containerd or CRI-O on the node, and restart it")
                    .advice("look at containerd or CRI-O on the node, and restart it")
                    .within(Duration.ofSeconds(60))
                    .fails("TIMEOUT"));

    private static void slow(EmbeddedStage stage) {
        Gate gate = new Gate();
        stage.sickNode().pace(Pace.behind(gate));
        stage.afterwards(() -> {
            gate.open();
            stage.sickNode().pace(Pace.immediate());
        });
    }

    private static void awaitPull(RealStage stage) {
        Await.until("a pull", () -> stage.lab().pulls("w2"), log -> log.running() == 1);
    }
}
