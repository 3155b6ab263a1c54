package io.imagesync.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A kubeconfig, which `kubectl` reads and not we.
class TrustedFileTest {
    @TempDir
    private Path folder = Path.of("");

    private Path kubeconfig(String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("it's"), "token: secret");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private List<String> warnings(Path file) throws UnusableFileException {
        List<String> warnings = new ArrayList<>();
        TrustedFile.checkKubeconfig(file, warnings::add);
        return warnings;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--r-----"})
    void oneThatOthersCannotReadIsFine(String permissions) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), kubeconfig(permissions));
        assertThat(warnings(link)).isEmpty();
    }

    @Test
    void oneThatEverybodyCanReadIsAWarning() throws IOException {
        Path file = kubeconfig("rw-r--r--");
        assertThat(warnings(file))
                .containsExactly(file + " can be read by everybody and may contain secrets; run: chmod o-r '" + folder
                        + "/it'\\''s'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw--w----", "rw-----w-", "rw-rw-rw-"})
    void oneThatOthersCanWriteIsRefused(String permissions) throws IOException {
        Path file = kubeconfig(permissions);
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> warnings(file))
                .withMessage(file + " can be written by others than its owner")
                .extracting(UnusableFileException::remedy)
                .asString()
                .startsWith("run: chmod go-w '");
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> warnings(folder))
                .withMessageContaining("is not a regular file");
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> warnings(folder.resolve("gone")))
                .withMessageContaining("cannot use " + folder.resolve("gone"))
                .extracting(UnusableFileException::remedy)
                .isEqualTo("name a kubeconfig file");
    }
}
