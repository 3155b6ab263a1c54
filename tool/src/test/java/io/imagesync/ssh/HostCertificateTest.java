package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.BesideOthers;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.ConnectFailure.HostCertificateInvalid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts that show a certificate of their key.
@Timeout(120)
@BesideOthers
class HostCertificateTest {
    @TempDir
    Path folder;

    private SshFiles files;
    private @Nullable TestSshd sshd;
    private Path authority;

    @BeforeEach
    void start() throws Exception {
        TestSshd.assumeInstalled();
        files = new SshFiles(folder);
        authority = files.newKey("authority", "-t", "ed25519", "-N", "");
    }

    @AfterEach
    void stop() {
        if (sshd != null) {
            sshd.close();
        }
    }

    /// Starts a host that has a certificate for that name.
    private void certified(String principal) throws Exception {
        Path key = files.newKey("certified", "-t", "ed25519", "-N", "");
        Tool.output("ssh-keygen", "-q", "-h", "-s", authority.toString(), "-I", "h", "-n", principal, key + ".pub");
        Path own = Files.createDirectory(folder.resolve("sshd"));
        TestSshd started = TestSshd.start(
                own, key, TestSshd.freePort(), files.publicKey(), "HostCertificate " + key + "-cert.pub");
        sshd = started;
        files.config(SshFiles.host("node", started));
    }

    private String authorityKey() throws Exception {
        return Files.readString(Path.of(authority + ".pub"));
    }

    private Optional<ConnectFailure> failure() throws InterruptedException {
        try (SshConnector connector = files.connector()) {
            return SshFiles.failure(connector, "node");
        }
    }

    @Test
    void trustsACertificateOfAKnownAuthority() throws Exception {
        certified("127.0.0.1");
        files.known("@cert-authority [127.0.0.*]:* " + authorityKey());

        assertThat(files.openSshConnects("node")).isTrue();
        assertThat(failure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.example", "127.0.0.2"})
    void refusesACertificateForAnotherHost(String principal) throws Exception {
        certified(principal);
        files.known("@cert-authority * " + authorityKey());

        assertThat(files.openSshConnects("node")).isFalse();
        assertThat(failure()).containsInstanceOf(HostCertificateInvalid.class);
    }

    @Test
    void refusesARevokedAuthority() throws Exception {
        certified("127.0.0.1");
        files.known("@cert-authority * " + authorityKey(), "@revoked * " + authorityKey());

        assertThat(files.openSshConnects("node")).isFalse();
        assertThat(failure()).isPresent();
    }
}
