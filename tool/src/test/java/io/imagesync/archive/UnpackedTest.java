package io.imagesync.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.imagesync.files.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                .hasMessageContaining("like a zip bomb");
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

    /// RFC 8878, 3.1.1.1: the window is what the unpacker has to keep in memory.
    ///
    /// @param header of a frame, behind the magic number, in hexadecimal digits
    private byte[] zstd(String header, byte[] content) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(HexFormat.of().parseHex("28b52ffd" + header));
        int last = content.length << 3 | 1;
        frame.writeBytes(new byte[] {(byte) last, (byte) (last >> 8), (byte) (last >> 16)});
        frame.writeBytes(content);
        return frame.toByteArray();
    }

    /// Frames of 8 MB, of more for less content, with a size of 2 and 8 bytes.
    @Test
    void zstdWindowsOf8MegabytesAreRead() throws Exception {
        byte[] tar = Archives.oci("a/b:1", Archives.layer("one")).tar();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (String header : List.of("0068", "c0706400000000000000", "6000ff")) {
            frames.writeBytes(zstd(header, new byte[header.startsWith("60") ? 0xff00 + 256 : 100]));
        }
        long plain = new Unpacked("-", new ByteArrayInputStream(frames.toByteArray()))
                .copy(OutputStream.nullOutputStream(), new Unpacked.Bounds(Long.MAX_VALUE));
        assertThat(plain).isEqualTo(100 + 100 + 0x10000);

        try (ImageArchive archive = ImageArchive.open(Archives.write(folder, zstd("0068", tar)))) {
            assertThat(archive.images()).hasSize(1);
        }
    }

    @Test
    void aLargerZstdWindowInALaterFrameIsRefused() {
        byte[] small = zstd("2064", new byte[100]);
        byte[] large = zstd("0070", new byte[100]);
        byte[] both = Arrays.copyOf(small, small.length + large.length);
        System.arraycopy(large, 0, both, small.length, large.length);

        assertThatThrownBy(() -> new Unpacked("-", new ByteArrayInputStream(both))
                        .copy(OutputStream.nullOutputStream(), new Unpacked.Bounds(Long.MAX_VALUE)))
                .hasMessageContaining("zstd and a window of 16.8 MB; image-sync reads up to 8.4 MB");
    }

    /// The larger ones are those of `zstd --long` and of `--ultra`, the largest that there may be, and a frame that is
    /// one
    /// segment, of which all is to be kept.
    @ParameterizedTest
    @ValueSource(strings = {"0069", "0070", "0088", "00ff", "a000000010"})
    void aLargerZstdWindowIsRefusedInWords(String header) throws Exception {
        Path file = Archives.write(
                folder,
                zstd(header, Archives.oci("a/b:1", Archives.layer("one")).tar()));

        assertThat(catchThrowableOfType(UnusableFileException.class, () -> ImageArchive.open(file)))
                .hasMessageContaining("compressed with zstd and a window of")
                .extracting(UnusableFileException::remedy)
                .asString()
                .contains("zstd -d --long=31");
    }

    @Test
    void otherPackersAreNamed() throws Exception {
        Path file = Archives.write(folder, new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});

        assertThat(catchThrowableOfType(UnusableFileException.class, () -> ImageArchive.open(file)))
                .hasMessageContaining("compressed with xz")
                .extracting(UnusableFileException::remedy)
                .asString()
                .contains("xz -d");
    }
}
