package io.imagesync.lab.faults;

import io.imagesync.lab.e2e.Running;
import io.imagesync.lab.embedded.SilentHost;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What can be wrong with the way to a node.
final class ReachingFaults {
    private ReachingFaults() {}

    static final List<Row<RealStage>> REAL = List.of(
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
            Row.<RealStage>of("Packets to the node's address are dropped", stage -> {
                        stage.reachedWith("HostName " + stage.swallowingAddress());
                        stage.set("SSH_CONNECT_TIMEOUT", 2).set("RETRIES", 0);
                    })
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: no answer from ... within 2s",
                            "check that the node is up and that no firewall drops the packets, or raise"
                                    + " SSH_CONNECT_TIMEOUT")
                    .within(Duration.ofSeconds(2 + 4))
                    .ends(3),
            Row.<RealStage>of("The node's sshd accepts the connection and never answers", ReachingFaults::silentSshd)
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: no answer from ... within 2s",
                            "check that the node is up and that no firewall drops the packets, or raise"
                                    + " SSH_CONNECT_TIMEOUT")
                    .within(Duration.ofSeconds(2 + 4))
                    .slow()
                    .ends(3),
            Row.<RealStage>of("The node is off", stage -> {
                        stage.real(List.of("off", "w2"), List.of("on", "w2"));
                        stage.set("SSH_CONNECT_TIMEOUT", 2).set("RETRIES", 0);
                    })
                    .says("[ERROR] Cannot connect to <NODE> via SSH: ", "check that the node is up")
                    .ends(3),
            Row.<RealStage>of("The node refuses the SSH key", stage -> {
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
                            "add the public key to authorized_keys of root")
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
            Row.<RealStage>of("The node's host key has changed", ReachingFaults::otherHostKey)
                    .says(
                            "[ERROR] Cannot connect to <NODE> via SSH: the host key of ... has CHANGED or is revoked",
                            "only if you know why it changed, run: ssh-keygen ...; compare the fingerprint on the node, then"
                                    + " run: ")
                    .ends(3),
            Row.<RealStage>of("The node's sshd is busy for a moment (MaxStartups)", stage -> busySshd(stage, 3))
                    .says("[INFO] SSH OK: <NODE>"));

    /// Where the node is reached.
    static final List<Row<RealStage>> SESSIONS = List.of(Row.<RealStage>of(
                    "The node's sshd allows one session per connection (MaxSessions 1)",
                    stage -> stage.real(List.of("sshd", "w2", "MaxSessions 1"), List.of("sshd", "w2")))
            .says("[SUCCESS] <IMAGE> on <NODE>"));

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
