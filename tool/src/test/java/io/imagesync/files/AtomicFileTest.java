package io.imagesync.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder = Path.of("");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFileIsReplacedAsAWhole() throws Exception {
        Path file = folder.resolve("state");
        AtomicFile.replace(file, bytes("one"));
        AtomicFile.replace(file, bytes("two"));
        assertThat(file).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void replacingFollowsNoLink() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "secret");
        Path file = Files.createSymbolicLink(folder.resolve("state"), target);
        AtomicFile.replace(file, bytes("new"));
        assertThat(target).hasContent("secret");
        assertThat(file).isRegularFile().hasContent("new");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void whatAKilledRunLeftBehindIsRemoved() throws Exception {
        Path left = Files.writeString(folder.resolve("state.999999999-0a.tmp"), "half of");
        Path running = Files.writeString(
                folder.resolve("state." + ProcessHandle.current().pid() + "-0a.tmp"), "half of");
        Path other = Files.writeString(folder.resolve("other.999999999-0a.tmp"), "half of");
        AtomicFile.replace(folder.resolve("state"), bytes("whole"));
        assertThat(left).doesNotExist();
        assertThat(running).exists();
        assertThat(other).exists();
    }

    @Test
    void twoRunsThatWriteOneFileAtATimeBothSucceed() throws Exception {
        Path file = folder.resolve("state");
        AtomicFile.replace(file, "rw-------", out -> {
            out.write(bytes("the one that ends last"));
            AtomicFile.replace(file, bytes("the other"));
        });
        assertThat(file).hasContent("the one that ends last");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void whatCannotBeReplacedStaysAsItIs() throws Exception {
        Path full = Files.createDirectory(folder.resolve("state"));
        Files.createDirectory(full.resolve("below"));
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> AtomicFile.replace(full, bytes("new")))
                .withMessageStartingWith("cannot write " + full + ": ");
        assertThat(full.resolve("below")).isDirectory();
    }
}
