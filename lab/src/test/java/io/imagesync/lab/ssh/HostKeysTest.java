package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ways in which a host shows that it is the one that is meant.
class HostKeysTest extends InRoom {
    @Test
    void byACertificate() throws Exception {
        certified("-n", "a,b", "-V", "-1h:+1h");

        bothWork();
    }

    @Test
    void notByACertificateThatHasExpired() throws Exception {
        certified("-n", "a,b", "-V", "20200101:20200102");
        client.plainSshFails("a", "Certificate invalid: expired");

        assertThat(imageSync().failureOf("a")).contains("Certificate invalid: expired");
    }

    @Test
    void notByACertificateForOtherHosts() throws Exception {
        certified("-n", "c,d", "-V", "-1h:+1h");
        client.plainSshFails("a", "name is not a listed principal");

        assertThat(imageSync().failureOf("a")).contains("name is not a listed principal");
    }

    /// Starts nodes of whose host keys nothing is known but the authority that certifies them.
    private void certified(String... options) throws Exception {
        Path authority = client.key("authority", "ed25519", "");
        client.knows("@cert-authority * "
                + Files.readString(Client.publicKey(authority)).strip());
        client.config("Host *\n  HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com,ssh-ed25519\n");
        for (String node : NODES) {
            List<String> all = new ArrayList<>(List.of("-h"));
            all.addAll(List.of(options));
            Path hostKey = RealSshd.newHostKey(room, node);
            client.sign(authority, hostKey, all.toArray(String[]::new));
            RealSshd.start(
                    room, node, "127.0.7." + (NODES.indexOf(node) + 1), "HostCertificate " + hostKey + "-cert.pub");
        }
    }

    @Test
    void byWhatTheKeyServiceOfADomainSays() throws Exception {
        Path known = room.folder().resolve("keys-of-the-domain");
        for (RealSshd node : nodes()) {
            Files.writeString(known, node.knownHost() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        Files.delete(client.file("known_hosts"));
        Path asked = room.folder().resolve("asked");
        Path service = Room.script(
                room.bin().resolve("ssh_knownhosts"),
                "#!/bin/sh\necho \"$1\" >>'" + asked + "'\nexec grep \"^$1,\" '" + known + "'\n");
        Files.createDirectories(room.etcSsh().resolve("ssh_config.d"));
        Files.writeString(
                room.etcSsh().resolve("ssh_config.d/04-domain.conf"),
                "Match exec true\n  KnownHostsCommand " + service + " %H\n");
        client.systemConfig("Include /etc/ssh/ssh_config.d/*.conf\nHost *\n  SendEnv LANG LC_*\n");

        bothWork();

        assertThat(Files.readAllLines(asked)).contains("a", "b");
    }

    @Test
    void byAFileWhereTheDnsIsSilent() throws Exception {
        room.output("sh", "-c", """
                set -e
                ip link add void type veth peer name nobody
                ip link set void arp off up
                ip link set nobody up
                ip address add 192.0.2.2/24 dev void""");
        Files.writeString(
                room.folder().resolve("etc/resolv.conf"), "nameserver 192.0.2.1\noptions timeout:1 attempts:1\n");
        client.config("Host *\n  VerifyHostKeyDNS yes\n");
        nodes();

        bothWork();
    }

    @Test
    void notByAnotherKeyAlsoWhereTheUserWantsSilence() throws Exception {
        client.config("Host *\n  LogLevel QUIET\n");
        nodes();
        Files.delete(client.file("known_hosts"));
        client.knows("a " + Files.readString(Client.publicKey(key)).strip());

        assertThat(imageSync().failureOf("a")).containsIgnoringCase("host key");
    }

    @Test
    void notByTheWordOfTheUserWhoIsAsked() throws Exception {
        Path asked = client.askpass();
        client.config("Host *\n  StrictHostKeyChecking ask\n");
        nodes();
        Files.delete(client.file("known_hosts"));
        client.plainSshFails("a", "Host key verification failed");
        assertThat(asked).exists();
        Files.delete(asked);

        assertThat(imageSync().failureOf("a")).contains("the host key of a is not known");
        assertThat(asked).doesNotExist();
    }
}
