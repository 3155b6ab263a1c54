package io.imagesync.ssh;

import static io.imagesync.ssh.SshFiles.connect;
import static io.imagesync.ssh.SshFiles.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.BesideOthers;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.ConnectFailure.AuthenticationFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@BesideOthers
class SshLoginTest {
    @TempDir
    Path folder;

    private SshFiles files;
    private final List<AutoCloseable> started = new ArrayList<>();

    @BeforeEach
    void prepare() {
        TestSshd.assumeInstalled();
        files = new SshFiles(folder);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : started.reversed()) {
            one.close();
        }
    }

    /// A server that knows one key, and a client that is configured by the given lines alone.
    private TestSshd server(Path authorized, String clientLines, String... settings) throws Exception {
        TestSshd sshd = TestSshd.start(folder, Files.readString(Path.of(authorized + ".pub")), settings);
        started.add(sshd);
        files.known(sshd.knownHost());
        Files.writeString(
                files.config,
                SshFiles.host("node", sshd) + clientLines + "\n  UserKnownHostsFile " + files.knownHosts
                        + "\n  GlobalKnownHostsFile /dev/null\n");
        return sshd;
    }

    private Path agentWith(Path... keys) {
        Path socket = folder.resolve("agent");
        String pid = Tool.output("ssh-agent", "-s", "-a", socket.toString())
                .replaceAll("(?s).*SSH_AGENT_PID=([0-9]+);.*", "$1");
        started.add(() -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroy));
        for (Path key : keys) {
            List<String> command = List.of("ssh-add", "-q", key.toString());
            assertThat(Tool.run(Map.of("SSH_AUTH_SOCK", socket.toString()), command)
                            .code())
                    .isZero();
        }
        return socket;
    }

    /// Signs the key for the current user; the certificate lies beside the key or where it is moved to.
    private Path certified(Path key, Path authority) {
        String me = System.getProperty("user.name");
        Tool.output("ssh-keygen", "-q", "-s", authority.toString(), "-I", "test", "-n", me, key + ".pub");
        return Path.of(key + "-cert.pub");
    }

    private void logsIn() throws Exception {
        assertThat(files.openSshConnects("node")).isTrue();
        try (SshConnector connector = files.connector();
                RemoteHost host = connect(connector, "node")) {
            assertThat(run(host, "true").exitCode()).isZero();
        }
    }

    private ConnectFailure refused(SshConnector connector) throws InterruptedException {
        try (connector) {
            return SshFiles.failure(connector, "node").orElseThrow();
        }
    }

    @Test
    void takesAKeyFromTheAgent() throws Exception {
        server(files.key, "  IdentityFile none\n  IdentityAgent " + agentWith(files.key));
        logsIn();
    }

    @Test
    void takesALockedKeyFromTheAgent() throws Exception {
        Path locked = files.newKey("id_locked", "-t", "ed25519", "-N", "");
        Path socket = agentWith(locked);
        Tool.output("ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", locked.toString());
        server(locked, "  IdentitiesOnly yes\n  IdentityFile " + locked + "\n  IdentityAgent " + socket);
        logsIn();
    }

    @Test
    void identitiesOnlyLeavesTheAgentsOthersAlone() throws Exception {
        Path other = files.newKey("id_other", "-t", "ed25519", "-N", "");
        server(
                files.key,
                "  IdentitiesOnly yes\n  IdentityFile " + other + "\n  IdentityAgent " + agentWith(files.key, other));

        assertThat(files.openSshConnects("node")).isFalse();
        assertThat(refused(files.connector()))
                .isInstanceOfSatisfying(
                        AuthenticationFailed.class,
                        f -> assertThat(f.detail())
                                .contains("offered agent: ", "id_other")
                                .doesNotContain("id_test"));
    }

    @Test
    void aPublicKeyFileChoosesTheAgentsKey() throws Exception {
        Path socket = agentWith(
                files.newKey("1", "-t", "rsa", "-N", ""),
                files.newKey("2", "-t", "rsa", "-N", ""),
                files.newKey("3", "-t", "rsa", "-N", ""),
                files.key);
        server(
                files.key,
                "  IdentitiesOnly yes\n  IdentityFile " + files.key + ".pub\n  IdentityAgent " + socket,
                "MaxAuthTries 2");
        logsIn();
    }

    @Test
    void tooManyKeysAreToldAsSuch() throws Exception {
        Path socket =
                agentWith(files.newKey("1", "-t", "ed25519", "-N", ""), files.newKey("2", "-t", "ed25519", "-N", ""));
        server(files.key, "  IdentityFile none\n  IdentityAgent " + socket, "MaxAuthTries 1");

        assertThat(refused(files.connector()))
                .isInstanceOfSatisfying(
                        AuthenticationFailed.class,
                        f -> assertThat(f.detail()).contains("agent: 1").contains("Too many authentication failures"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
    void takesTheCertificateBesideAKey(String type) throws Exception {
        Path authority = files.newKey("authority", "-t", "ed25519", "-N", "");
        Path key = files.newKey("id_certified", "-t", type, "-N", "");
        certified(key, authority);
        server(files.key, "  IdentityAgent none\n  IdentityFile " + key, "TrustedUserCAKeys " + authority + ".pub");
        logsIn();
    }

    @Test
    void takesACertificateFile() throws Exception {
        Path authority = files.newKey("authority", "-t", "rsa", "-N", "");
        Path key = files.newKey("id_certified", "-t", "ed25519", "-N", "");
        Path certificate = Files.move(certified(key, authority), folder.resolve("certificate"));
        server(
                files.key,
                "  IdentityAgent none\n  IdentityFile " + key + "\n  CertificateFile " + certificate,
                "TrustedUserCAKeys " + authority + ".pub");
        logsIn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa"})
    void takesACertificateWhoseKeyTheAgentHas(String type) throws Exception {
        Path authority = files.newKey("authority", "-t", "ed25519", "-N", "");
        Path key = files.newKey("id_certified", "-t", type, "-N", "");
        Path socket = agentWith(key);
        certified(key, authority);
        Files.delete(key);
        server(
                files.key,
                "  IdentityAgent " + socket + "\n  CertificateFile " + key + "-cert.pub",
                "TrustedUserCAKeys " + authority + ".pub");
        logsIn();
    }

    @Test
    void aCertificateInTheAgentIsTaken() throws Exception {
        Path authority = files.newKey("authority", "-t", "ed25519", "-N", "");
        Path key = files.newKey("id_certified", "-t", "rsa", "-N", "");
        certified(key, authority);
        server(
                files.key,
                "  IdentityFile none\n  IdentityAgent " + agentWith(key),
                "TrustedUserCAKeys " + authority + ".pub");
        logsIn();
    }

    @Test
    void saysWhichKeysWereOffered() throws Exception {
        Path locked = files.newKey("id_locked", "-t", "ed25519", "-N", "secret");
        Path open = files.newKey("id_open", "-t", "ed25519", "-N", "");
        server(files.key, "  IdentityAgent none\n  IdentityFile " + locked + "\n  IdentityFile " + open);

        assertThat(refused(files.connector()))
                .isInstanceOfSatisfying(
                        AuthenticationFailed.class,
                        f -> assertThat(f.detail())
                                .contains("offered " + locked, open + "", "the server accepts publickey"));
    }

    @Test
    void saysThatAKeyIsTakenButLocked() throws Exception {
        Path locked = files.newKey("id_locked", "-t", "ed25519", "-N", "secret");
        server(locked, "  IdentityAgent none\n  IdentityFile " + locked);

        assertThat(refused(files.connector()).what()).contains(locked + " is accepted", "passphrase");
    }

    @Test
    void saysThatAKeyIsOpenToOthers() throws Exception {
        Path open = files.newKey("id_open", "-t", "ed25519", "-N", "");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        server(open, "  IdentityAgent none\n  IdentityFile " + open);

        assertThat(refused(files.connector()).what()).contains("chmod 600 " + open);
    }

    @Test
    void saysThatTheServerWantsMoreThanTheKey() throws Exception {
        server(
                files.key,
                "  IdentityAgent none\n  IdentityFile " + files.key,
                "AuthenticationMethods publickey,keyboard-interactive",
                "KbdInteractiveAuthentication yes");

        assertThat(refused(files.connector())).isInstanceOf(ConnectFailure.SecondFactorWanted.class);
    }

    @Test
    void saysThatTheConfiguredKeyIsMissing() throws Exception {
        server(files.key, "  IdentityAgent none\n  IdentityFile none");
        Path missing = folder.resolve("missing");
        SshConnector connector = files.connector(w -> {}, Duration.ofSeconds(20), Optional.of(missing));

        assertThat(refused(connector).what()).contains(missing + " cannot be read");
    }

    @Test
    void theConfiguredKeyIsTaken() throws Exception {
        server(files.key, "  IdentityAgent none\n  IdentityFile none");
        try (SshConnector connector = files.connector(w -> {}, Duration.ofSeconds(20), Optional.of(files.key));
                RemoteHost host = connect(connector, "node")) {
            assertThat(run(host, "true").exitCode()).isZero();
        }
    }
}
