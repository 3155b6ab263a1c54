package io.imagesync.lab.faults;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Running;
import io.imagesync.lab.embedded.SilentHost;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What can be wrong with a node, or with the way to it.
final class NodeFaults {
    private NodeFaults() {}

    /// The way to the node.
    static final List<Row<RealStage>> REACHING = List.of(
            Row.<RealStage>of("The node's name does not resolve", stage -> stage.reachedWith("HostName absent.invalid"))
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: the name absent.invalid does not resolve",
                            "check the spelling, DNS, /etc/hosts or HostName in the OpenSSH client configuration")
                    .ends(3),
            Row.<RealStage>of("Nothing listens at the node's SSH port", stage -> stage.reachedWith("Port 9"))
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: connection refused by ...",
                            "check that sshd runs on the node and that SSH_PORT (or Port) is right")
                    .ends(3),
            Row.<RealStage>of("The node's address swallows packets", stage -> {
                        stage.reachedWith("HostName " + stage.swallowingAddress());
                        stage.set("SSH_CONNECT_TIMEOUT", 2).set("RETRIES", 0);
                    })
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: no answer from ... within 2s",
                            "check that the node is up and not firewalled, or raise SSH_CONNECT_TIMEOUT")
                    .within(Duration.ofSeconds(2 + 4))
                    .ends(3),
            Row.<RealStage>of("The node's sshd takes the connection and says nothing", NodeFaults::silentSshd)
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: no answer from ... within 2s",
                            "check that the node is up and not firewalled, or raise SSH_CONNECT_TIMEOUT")
                    .within(Duration.ofSeconds(2 + 4))
                    .ends(3),
            Row.<RealStage>of("The node is off", stage -> {
                        stage.real(List.of("off", "w2"), List.of("on", "w2"));
                        stage.set("SSH_CONNECT_TIMEOUT", 2).set("RETRIES", 0);
                    })
                    .says("[ERROR] Cannot connect to <NODE> via SSH: ", "check that the node is up")
                    .ends(3),
            Row.<RealStage>of("The node does not take our key", stage -> {
                        Path key = newKey(stage);
                        stage.reachedWith("IdentityFile " + key, "IdentitiesOnly yes", "IdentityAgent none");
                        stage.on(
                                "mv /etc/ssh/authorized_keys.d/root /run/kept-key && cp "
                                        + "/etc/ssh/authorized_keys.d/nosudo /etc/ssh/authorized_keys.d/root"
                                        + " && sed -i s/AAAA/BBBB/ /etc/ssh/authorized_keys.d/root",
                                "mv /run/kept-key /etc/ssh/authorized_keys.d/root");
                    })
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: authentication as root failed",
                            "put the public key into authorized_keys of root")
                    .ends(3),
            Row.<RealStage>of(
                            "The node's host key is not known",
                            stage -> stage.reachedWith(
                                    "UserKnownHostsFile " + stage.folder().resolve("none"),
                                    "GlobalKnownHostsFile /dev/null"))
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: the host key of ... is not known (SHA256:...)",
                            "compare the fingerprint on the node, then run: ")
                    .ends(3),
            Row.<RealStage>of("The node's host key has changed", NodeFaults::otherHostKey)
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: the host key of ... has CHANGED or is revoked",
                            "only if you know why it changed, run: ")
                    .ends(3),
            Row.<RealStage>of("The node's sshd is busy for a moment (MaxStartups)", stage -> busySshd(stage, 3))
                    .says("[INFO] SSH OK: <NODE>"),
            Row.<RealStage>of(
                            "The node's sshd opens one session a connection only (MaxSessions 1)",
                            stage -> stage.real(List.of("sshd", "w2", "MaxSessions 1"), List.of("sshd", "w2")))
                    .says("[SUCCESS] <IMAGE> on <NODE>"));

    /// What the node does once it is reached, in either way of working it.
    static final List<Row<RealStage>> USING = List.of(
            Row.<RealStage>of(
                            "The login shell prints a banner",
                            stage -> stage.on(
                                    "cp /root/.bashrc /run/kept-rc 2>/dev/null; "
                                            + "{ printf 'echo welcome; printf halfway; echo warning >&2\\n'; } >/root/.bashrc",
                                    "rm -f /root/.bashrc; ! [ -f /run/kept-rc ] || mv /run/kept-rc /root/.bashrc"))
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<RealStage>of(
                            "The key is bound to another command (forced command)",
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
                    .says("[ERROR] Cannot read the images on <NODE>: the container runtime does not answer")
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
            Row.<RealStage>of("The link to the node is cut during a pull, without a word (no RST)", stage -> {
                        stage.reachedWith("ServerAliveInterval 1", "ServerAliveCountMax 2");
                        stage.set("RETRIES", 0).set("SSH_CONNECT_TIMEOUT", 2);
                        stage.lab().holdPulls("w2");
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
                            "crictl may not be executed",
                            stage -> stage.on(
                                    "mv /usr/local/bin/crictl /run/kept-crictl && echo no >/usr/local/bin/crictl",
                                    "mv /run/kept-crictl /usr/local/bin/crictl"))
                    .says("[ERROR] Cannot read the images on <NODE>: ")
                    .ends(3),
            Row.<RealStage>of(
                            "The node's /etc/crictl.yaml names a socket that is not there",
                            stage -> stage.on(
                                    "! [ -f /etc/crictl.yaml ] || mv /etc/crictl.yaml /run/kept-yaml;"
                                            + " echo runtime-endpoint: unix:///run/none.sock >/etc/crictl.yaml",
                                    "rm /etc/crictl.yaml; ! [ -f /run/kept-yaml ] || mv /run/kept-yaml /etc/crictl.yaml"))
                    .says(
                            "[ERROR] Cannot read the images on <NODE>: the container runtime does not answer: ...",
                            "check that containerd or CRI-O runs on the node and RUNTIME_ENDPOINT is right")
                    .ends(3),
            Row.<RealStage>of("sudo asks for a password", stage -> {
                        stage.set("NODES", "w1 nosudo@w2 w3").set("SUDO", "yes");
                        stage.afterwards(() -> stage.set("NODES", "w1 w2 w3"));
                    })
                    .says(
                            "[ERROR] Cannot read the images on nosudo@<NODE>: sudo refused: a password is required",
                            "allow it without a password in sudoers (NOPASSWD)")
                    .ends(3));

    private static void awaitPull(RealStage stage) {
        Await.until("a pull", () -> stage.lab().pulls("w2"), log -> log.running() == 1);
    }

    private static void silentSshd(RealStage stage) throws Exception {
        SilentHost host = SilentHost.start("127.0.9.9", 0);
        stage.afterwards(host::close);
        stage.reachedWith("HostName 127.0.9.9", "Port " + host.port());
        stage.set("SSH_CONNECT_TIMEOUT", 2).set("RETRIES", 0);
    }

    private static Path newKey(RealStage stage) {
        Path key = stage.folder().resolve("other_key");
        Running.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        return key;
    }

    private static void otherHostKey(RealStage stage) throws Exception {
        Path known = stage.folder().resolve("known_hosts");
        String address = stage.lab().real("address", "w2").strip();
        String key = Files.readString(Path.of(newKey(stage) + ".pub"));
        Files.writeString(known, address + " " + key);
        stage.reachedWith("UserKnownHostsFile " + known, "GlobalKnownHostsFile /dev/null", "HostKeyAlias " + address);
    }

    /// Others have taken all places of those who have not logged in yet, and leave after so many seconds.
    private static void busySshd(RealStage stage, int seconds) throws Exception {
        stage.real(List.of("sshd", "w2", "MaxStartups 2"), List.of("sshd", "w2"));
        stage.set("RETRIES", 4);
        String address = stage.lab().real("address", "w2").strip();
        Thread leaving = Thread.ofVirtual().start(() -> {
            try (Socket one = new Socket();
                    Socket other = new Socket()) {
                one.connect(new InetSocketAddress(address, 22));
                other.connect(new InetSocketAddress(address, 22));
                Thread.sleep(Duration.ofSeconds(seconds));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        stage.afterwards(leaving::join);
    }
}
