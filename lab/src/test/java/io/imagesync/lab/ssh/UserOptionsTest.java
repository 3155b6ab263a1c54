package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a user may have in the configuration for a life at the terminal, and what must not matter to a program.
class UserOptionsTest extends InRoom {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "StdinNull yes",
                "RequestTTY force",
                "LogLevel QUIET",
                "LogLevel DEBUG3\n  VisualHostKey yes",
                "ForwardAgent yes\n  ForwardX11 yes\n  GatewayPorts yes\n  EscapeChar none",
                "SendEnv LANG LC_*\n  SetEnv LC_MINE=something\n  IgnoreUnknown Whatever\n  Whatever yes",
                "HashKnownHosts yes\n  UpdateHostKeys yes\n  StrictHostKeyChecking ask",
                "Compression yes\n  ServerAliveInterval 1\n  TCPKeepAlive no\n  ConnectionAttempts 3",
            })
    void doesNotMatter(String lines) throws Exception {
        client.config("Host *\n  " + lines + "\n");
        nodes();

        bothWork();
    }

    static Stream<List<String>> endsThePlainClient() {
        return Stream.of(
                List.of("ForkAfterAuthentication yes", "ForkAfterAuthentication=no"),
                List.of("SessionType none", "SessionType=default"),
                List.of("SessionType subsystem", "SessionType=default"),
                List.of("RemoteCommand tmux attach", "RemoteCommand=none"));
    }

    /// @param option as the user has it, and as the plain client needs it to run a command
    @ParameterizedTest
    @MethodSource("endsThePlainClient")
    void doesNotMatterThoughThePlainClientWouldRunNoCommand(List<String> option) throws Exception {
        client.config("Host *\n  " + option.getFirst() + "\n");
        nodes();

        bothWork("-o", option.getLast());
    }

    @Test
    void runsNoLocalCommand() throws Exception {
        Path touched = room.folder().resolve("touched");
        client.config("Host *\n  PermitLocalCommand yes\n  LocalCommand touch " + touched + "\n");
        nodes();
        client.plainSshWorks(NODES);
        assertThat(touched).exists();
        Files.delete(touched);

        imageSync().reachesAll();

        assertThat(touched).doesNotExist();
    }

    @Test
    void opensNoTunnels() throws Exception {
        nodes("AllowTcpForwarding yes");
        RealSshd taken = RealSshd.start(room, "taken", "127.0.7.9");
        client.config("""
                Host *
                  ExitOnForwardFailure yes
                  LocalForward 127.0.7.9:22 127.0.0.1:9
                  RemoteForward 127.0.7.9:22 127.0.0.1:9
                  DynamicForward 127.0.7.9:22
                """);
        client.plainSshFails("a", "Could not request local forwarding");
        client.plainSshWorks(NODES, "-o", "ClearAllForwardings=yes");

        imageSync().reachesAll();

        assertThat(taken.log()).doesNotContain("Connection from");
    }

    @Test
    void usesAndLeavesNoConnectionOfTheUsers() throws Exception {
        Path sockets = Files.createDirectories(room.folder().resolve("sockets"));
        client.config("""
                Host *
                  ControlMaster auto
                  ControlPath %s/%%n
                  ControlPersist 10m
                """.formatted(sockets));
        List<RealSshd> nodes = nodes();
        client.plainSshWorks(List.of("a"));
        // The client has ended, its connection has not.
        assertThat(sockets.resolve("a")).exists();
        long before = nodes.getFirst().logins();

        imageSync().reachesAll();

        assertThat(nodes.getFirst().logins()).isGreaterThan(before);
        assertThat(sockets.resolve("b")).doesNotExist();
        room.output("ssh", "-O", "check", "a");
        room.output("ssh", "-O", "exit", "a");
        assertThat(client.running()).isEmpty();

        imageSync().reachesAll();

        assertThat(sockets).isEmptyDirectory();
        assertThat(client.running()).isEmpty();
    }

    @Test
    void asksNobodyWhetherAKeyMayGoToTheAgent() throws Exception {
        Path asked = client.askpass();
        client.agent();
        client.config("Host *\n  AddKeysToAgent ask\n");
        nodes();
        client.plainSshWorks(NODES);
        assertThat(asked).exists();
        Files.delete(asked);

        imageSync().reachesAll();

        assertThat(asked).doesNotExist();
    }

    /// `%C` is what OpenSSH makes of the host, the port and the user as it knows them.
    @Test
    void findsAKeyThatIsNamedByTheConnection() throws Exception {
        nodes();
        Path digest = room.folder().resolve("digest");
        for (String node : NODES) {
            room.output("ssh", "-o", "PermitLocalCommand=yes", "-o", "LocalCommand=echo %C >" + digest, node, "true");
            Files.copy(key, client.file("for-" + Files.readString(digest).strip()));
        }
        Files.delete(key);
        Files.delete(Client.publicKey(key));
        client.config("Host *\n  IdentityFile ~/.ssh/for-%C\n");

        bothWork();
    }

    @Test
    void readsAnotherConfigurationThatIsNamed() throws Exception {
        nodes();
        Path other = room.folder().resolve("another config");
        Files.writeString(other, "Host x\n  HostName a\nHost y\n  HostName b\n");
        client.config("Host *\n  Port 9\n");
        client.systemConfig("Host *\n  Port 9\n");
        assertThat(client.ssh("x", "-F", other.toString()).stdout()).contains(RealSshd.onlyOn("a"));

        String plan = new ImageSync(room, "x", "y")
                .set("SSH_OPTIONS", "-F \"" + other + "\"")
                .run("plan")
                .stdout();

        assertThat(plan).contains(RealSshd.onlyOn("a"), RealSshd.onlyOn("b"));
    }

    /// What comes first wins, a block ends with its file, and the user's further files lie below `~/.ssh`.
    @Test
    void readsTheFilesAsThePlainClientDoes() throws Exception {
        nodes();
        client.config("Include conf.d/*.conf\nHost b\n  HostName b\n");
        Files.createDirectories(client.file("conf.d"));
        Files.writeString(client.file("conf.d/a.conf"), "Host a\n  HostName 127.0.7.1\n  Port 22\n");
        client.systemConfig("Include more.conf\nHost *\n  HostName 127.0.7.99\n  User nobody\n");
        Files.writeString(room.etcSsh().resolve("more.conf"), "Host *\n  User root\n");

        bothWork();
    }

    @Test
    void completesNamesAndReadsTheFilesAgainForThem() throws Exception {
        for (RealSshd node : nodes()) {
            client.knows(node.knownHost(node.name() + ".lab.test"));
        }
        // With the dot it is asked for.
        room.knows("127.0.7.1", "a.lab.test a.lab.test.");
        room.knows("127.0.7.2", "b.lab.test b.lab.test.");
        Files.move(key, client.file("key-of-the-domain"));
        client.config("""
                CanonicalizeHostname yes
                CanonicalDomains lab.test
                Host *.lab.test
                  IdentityFile ~/.ssh/key-of-the-domain
                """);

        bothWork();
    }
}
