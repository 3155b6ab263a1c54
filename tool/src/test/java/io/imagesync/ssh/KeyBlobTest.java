package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyBlobTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"ed25519, 256, 2147483647", "ecdsa, 384, 2147483647", "rsa, 1024, 1024", "rsa, 3072, 3072"})
    void tellsWhatSshKeygenTells(String type, String bits, int rsaBits) throws Exception {
        Path key = folder.resolve("key");
        Path authority = folder.resolve("authority");
        for (Path path : List.of(key, authority)) {
            Tool.output("ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-C", "", "-f", path.toString());
        }
        Tool.output("ssh-keygen", "-q", "-s", authority.toString(), "-I", "id", key + ".pub");
        KeyBlob blob = read(key + ".pub");
        KeyBlob certificate = read(key + "-cert.pub");
        String[] listed =
                Tool.output("ssh-keygen", "-l", "-f", key + ".pub").strip().split(" ", -1);

        assertThat(blob.fingerprint()).isEqualTo(listed[1] + " " + listed[listed.length - 1]);
        assertThat(blob.rsaBits()).isEqualTo(rsaBits);
        assertThat(blob.isCertificate()).isFalse();
        assertThat(certificate.isCertificate()).isTrue();
        assertThat(certificate.plain()).contains(blob);
        assertThat(certificate.rsaBits()).isEqualTo(rsaBits);
    }

    private static KeyBlob read(String file) throws Exception {
        return KeyBlob.ofLine(Files.readString(Path.of(file))).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                "ssh-ed25519 !!!!",
                "ssh-ed25519 AAAA",
                "ssh-ed25519 /////2FhYWFhYWFhYWFhYWFhYWFhYWFh",
                "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "-----BEGIN OPENSSH PRIVATE KEY-----"
            })
    void takesNothingElseForAKey(String line) {
        assertThat(KeyBlob.ofLine(line)).isEqualTo(Optional.empty());
    }
}
