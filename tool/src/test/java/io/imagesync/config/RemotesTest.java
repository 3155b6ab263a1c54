package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Effective;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.SshOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What reaches the nodes: user, key file, command and socket.
class RemotesTest {
    @Test
    void crictlIsACommandOfPlainWords() {
        RuntimeSettings runtime = Conf.config("CRICTL=' k3s  crictl '").runtime();
        assertThat(runtime.crictl()).containsExactly("k3s", "crictl");
        assertThat(Conf.config("CRICTL=/var/lib/rancher/rke2/bin/crictl")
                        .runtime()
                        .crictl())
                .hasSize(1);
        for (String command : List.of("crictl;id", "a|b", "-x", "a $(b)", "a 'b'", "a\\b", "~/crictl", "a*")) {
            assertThat(Conf.errors("CRICTL='" + command.replace("'", "'\\''") + "'"))
                    .singleElement()
                    .asString()
                    .contains("is not a plain command; write");
        }
    }

    @Test
    void crictlAloneMeansAccessByCrictl() {
        assertThat(Conf.config("CRICTL=crictl").runtime().access()).isEqualTo(RuntimeAccess.CRICTL);
        assertThat(Conf.config("CRICTL=x\nRUNTIME_ACCESS=auto").runtime().access())
                .isEqualTo(RuntimeAccess.AUTO);
        assertThat(Conf.config("RUNTIME_ACCESS=crictl").runtime().access()).isEqualTo(RuntimeAccess.CRICTL);
        assertThat(Conf.effective("CRICTL=x", "RUNTIME_ACCESS"))
                .isEqualTo(new Effective("RUNTIME_ACCESS", "crictl", "F:5 sets CRICTL"));
    }

    @Test
    void theEndpointIsTheSocketsPath() {
        assertThat(Conf.config("RUNTIME_ENDPOINT=unix:///run/c/c.sock")
                        .runtime()
                        .socket())
                .contains("/run/c/c.sock");
        assertThat(Conf.config("RUNTIME_ENDPOINT=/run/c/c.sock").runtime().socket())
                .contains("/run/c/c.sock");
        for (String bad : List.of("run/c.sock", "tcp://h:1", "unix://c", "/a b", "/a;b", "/a/../b", "unix:/run/c")) {
            assertThat(Conf.errors("RUNTIME_ENDPOINT='" + bad + "'"))
                    .singleElement()
                    .asString()
                    .contains("is not the path of a socket; write");
        }
    }

    @Test
    void sshSettingsAreUnderstood() {
        String file =
                "SSH_USER=kube_admin.x-1\nSSH_PORT=2222\nSSH_IDENTITY_FILE=~/.ssh/id_ed25519\nSSH_CONNECT_TIMEOUT=3";
        assertThat(Conf.config(file).ssh())
                .isEqualTo(new SshOptions(
                        Optional.of("kube_admin.x-1"),
                        OptionalInt.of(2222),
                        Optional.of(Path.of(System.getProperty("user.home"), ".ssh/id_ed25519")),
                        Duration.ofSeconds(3),
                        true,
                        List.of(),
                        Optional.empty(),
                        true));
        assertThat(Conf.effective(file, "SSH_IDENTITY_FILE").value()).isEqualTo("~/.ssh/id_ed25519");
        assertThat(Conf.config("SSH_IDENTITY_FILE=/root/key").ssh().identityFile())
                .contains(Path.of("/root/key"));
    }

    @Test
    void itIsKnownWhetherTheTimeToConnectIsSet() {
        assertThat(Conf.config("").ssh().connectTimeoutWins()).isFalse();
        assertThat(Conf.config("SSH_CONNECT_TIMEOUT=").ssh().connectTimeoutWins())
                .isFalse();
        assertThat(Conf.config("SSH_CONNECT_TIMEOUT=10").ssh().connectTimeoutWins())
                .isTrue();
        SshOptions unusable = Conf.loaded("SSH_CONNECT_TIMEOUT=0").config().ssh();
        assertThat(unusable.connectTimeoutWins()).isFalse();
        assertThat(unusable.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "SSH_USER,-oProxyCommand=x",
        "SSH_USER,a b",
        "SSH_USER,a;b",
        "SSH_USER,a@b",
        "SSH_IDENTITY_FILE,id_rsa",
        "SSH_IDENTITY_FILE,~root/key",
        "SSH_IDENTITY_FILE,~/../key"
    })
    void strangeSshSettingsAreErrors(String key, String value) {
        assertThat(Conf.errors(key + "='" + value + "'"))
                .singleElement()
                .asString()
                .startsWith("F:5: " + key + ": ");
    }
}
