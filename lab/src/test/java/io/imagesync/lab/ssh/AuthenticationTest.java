package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ways to be let in, and words where nobody is.
class AuthenticationTest extends InRoom {
    private static final String PASSPHRASE = "open sesame";

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void byAKeyOfTheUsualName(String type) throws Exception {
        Files.delete(key);
        Files.delete(Client.publicKey(key));
        Path other = client.key("id_" + type, type, "");
        for (RealSshd node : nodes()) {
            node.authorizes(Client.publicKey(other));
        }

        bothWork();
    }

    @Test
    void byTheKeyOfThisHost() throws Exception {
        Path hostKey = room.etcSsh().resolve("ssh_host_ed25519_key");
        room.output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey.toString());
        Files.writeString(
                room.etcSsh().resolve("ssh_known_hosts"), "localhost " + Files.readString(Client.publicKey(hostKey)));
        Path equivalent = Files.writeString(room.home().resolve(".shosts"), "localhost root\n");
        Files.setPosixFilePermissions(equivalent, PosixFilePermissions.fromString("rw-------"));
        client.systemConfig("EnableSSHKeysign yes\nHostbasedAuthentication yes\n");
        nodes(
                "HostbasedAuthentication yes",
                "HostbasedUsesNameFromPacketOnly yes",
                "IgnoreRhosts shosts-only",
                "AuthenticationMethods hostbased");

        bothWork();
    }

    @Test
    void byACertificateOfAUser() throws Exception {
        Path authority = client.key("authority", "ed25519", "");
        nodes("TrustedUserCAKeys " + Client.publicKey(authority), "AuthorizedKeysFile none");
        client.plainSshFails("a", "Permission denied");
        client.sign(authority, key, "-n", "root", "-V", "-1h:+1h");

        bothWork();
    }

    @Test
    void notByACertificateForAnotherUser() throws Exception {
        Path authority = client.key("authority", "ed25519", "");
        nodes("TrustedUserCAKeys " + Client.publicKey(authority), "AuthorizedKeysFile none");
        client.sign(authority, key, "-n", "somebody", "-V", "-1h:+1h");
        client.plainSshFails("a", "Permission denied");

        assertThat(imageSync().failureOf("a")).contains("authentication as root failed");
    }

    @Test
    void byAKeyWithAPassphraseThatTheAgentHas() throws Exception {
        withPassphrase();
        client.agent();
        client.addToAgent(key, PASSPHRASE);
        Files.delete(key);
        nodes();

        bothWork();
    }

    @Test
    void notByAKeyWithAPassphraseThatNoAgentHas() throws Exception {
        withPassphrase();
        Path asked = client.askpass();
        nodes();

        assertThat(imageSync().failureOf("a")).contains("authentication as root failed");
        assertThat(asked).doesNotExist();
    }

    @Test
    void byAKeyFileWhereTheAgentIsGone() throws Exception {
        client.agent();
        room.signal("KILL", room.processes("ssh-agent"));
        nodes();

        bothWork();
    }

    @Test
    void notByAKeyWithAPassphraseWhereTheAgentIsGone() throws Exception {
        withPassphrase();
        client.agent();
        client.addToAgent(key, PASSPHRASE);
        room.signal("KILL", room.processes("ssh-agent"));
        nodes();
        client.plainSshFails("a", "Permission denied");

        assertThat(imageSync().failureOf("a")).contains("authentication as root failed");
    }

    @Test
    void saysThatTheKeyWasTakenWhereAPasswordIsWantedToo() throws Exception {
        nodes("AuthenticationMethods publickey,password", "PasswordAuthentication yes");
        assertThat(client.ssh("a", "-v", "-o", "BatchMode=yes").stderr()).contains("partial success");

        assertThat(imageSync().failureOf("a")).contains("accepts the key of", "asks for a second factor");
    }

    @Test
    void asksForNothingEvenWhereTheUserWantsToBeAsked() throws Exception {
        Path asked = client.askpass();
        client.config("Host *\n  BatchMode no\n  NumberOfPasswordPrompts 1\n");
        nodes("AuthorizedKeysFile none", "PasswordAuthentication yes");
        client.plainSshFails("a", "Permission denied");
        assertThat(asked).exists();
        Files.delete(asked);

        assertThat(imageSync().failureOf("a")).contains("authentication as root failed");
        assertThat(asked).doesNotExist();
    }

    private void withPassphrase() {
        room.output("ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", key.toString());
    }
}
