package io.imagesync.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.imagesync.files.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much may come out of what is packed.
class UnpackedTest {
    @TempDir
    private Path folder;

    @Test
    void aZipBombIsRefused() throws Exception {
        byte[] bomb = Archives.gzip(new byte[10 << 20]);
        Unpacked unpacked = new Unpacked("bomb.tar.gz", new ByteArrayInputStream(bomb));

        assertThat(catchThrowableOfType(
                        UnusableFileException.class,
                        () -> unpacked.copy(
                                OutputStream.nullOutputStream(), new Unpacked.Bounds(Long.MAX_VALUE, 1 << 20, 200))))
                .hasMessageContaining("as out of a zip bomb");
        assertThat(new Unpacked("zeros.tar.gz", new ByteArrayInputStream(bomb))
                        .copy(OutputStream.nullOutputStream(), new Unpacked.Bounds(Long.MAX_VALUE)))
                .isEqualTo(10 << 20);
    }

    @Test
    void moreThanThereIsRoomForIsRefused() throws Exception {
        Unpacked unpacked = new Unpacked("-", new ByteArrayInputStream(new byte[1 << 20]));

        assertThatThrownBy(() -> unpacked.copy(OutputStream.nullOutputStream(), new Unpacked.Bounds(1000)))
                .hasMessageContaining("has more than 1.0 kB, half of what is free");
    }

    @Test
    void otherPackersAreNamed() throws Exception {
        Path file = Archives.write(folder, new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});

        assertThat(catchThrowableOfType(UnusableFileException.class, () -> ImageArchive.open(file)))
                .hasMessageContaining("compressed by xz")
                .extracting(UnusableFileException::remedy)
                .asString()
                .contains("xz -d");
    }
}
