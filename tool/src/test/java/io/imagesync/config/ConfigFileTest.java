package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("image-sync.conf");
        write(Conf.BASE.getBytes(StandardCharsets.UTF_8));
        permit("rw-r-----");
    }

    @Test
    void aGoodFileIsLoaded() {
        assertThat(read()).isInstanceOf(ConfigResult.Loaded.class);
    }

    @Test
    void aLinkToItIsFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(ConfigReader.read(at(link))).isInstanceOf(ConfigResult.Loaded.class);
    }

    @Test
    void aMissingFileIsSaidInTheWordsOthersWatchFor() throws IOException {
        Files.delete(file);
        assertThat(problems()).containsExactly("Configuration file not found: " + file);
        ConfigResult.Rejected rejected = (ConfigResult.Rejected) read();
        assertThat(rejected.problems().getFirst().fault().remedy()).isNotEmpty();
    }

    @Test
    void aFolderIsRefused() {
        file = folder;
        assertThat(problems()).singleElement().asString().startsWith(folder + ": is not a regular file");
    }

    @Test
    void aDeviceIsRefused() {
        file = Path.of("/dev/zero");
        assertThat(problems()).singleElement().asString().startsWith("/dev/zero: is not a regular file");
    }

    @Test
    void aLinkToItselfIsAnError() throws IOException {
        file = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        assertThat(problems()).singleElement().asString().contains("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-", "rw--w----", "rw-----w-"})
    void aFileThatOthersCanWriteIsRefused(String permissions) throws IOException {
        permit(permissions);
        assertThat(problems())
                .containsExactly(file + ": can be written by others than its owner; run: chmod go-w " + file);
    }

    @Test
    void aFileOfAnotherUserIsRefusedAndSoIsOneInTheFolderOfAnother() throws IOException {
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "only root can give files away");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        for (Path given : List.of(file, folder)) {
            Files.setAttribute(given, "unix:uid", 65534);
            assertThat(problems())
                    .containsExactly(given + ": belongs to user 65534, neither to root nor to the user who runs this;"
                            + " run: chown root " + given);
            assertThat(ConfigReader.read(at(link))).isInstanceOf(ConfigResult.Rejected.class);
            Files.setAttribute(given, "unix:uid", 0);
        }
        assertThat(ConfigReader.read(at(link))).isInstanceOf(ConfigResult.Loaded.class);
    }

    @Test
    void theCommandIsQuotedWhereItHasToBe() throws IOException {
        file = Files.move(file, folder.resolve("it's; mine"));
        permit("rw-rw-r--");
        assertThat(problems()).singleElement().asString().endsWith("chmod go-w '" + folder + "/it'\\''s; mine'");
    }

    @Test
    void aNulByteNamesItsLine() throws IOException {
        write(new byte[] {'A', '=', '1', '\n', 'B', 0});
        assertThat(problems()).containsExactly(file + ":2: has a NUL byte; save the file as UTF-8 text");
    }

    @Test
    void whatIsNotUtf8NamesItsLine() throws IOException {
        write(new byte[] {'#', '\n', '#', '\n', '#', (byte) 0xE4, '\n'});
        assertThat(problems()).containsExactly(file + ":3: has a byte that is not UTF-8; save the file as UTF-8 text");
        write(new byte[] {'#', (byte) 0xC3});
        assertThat(problems()).singleElement().asString().startsWith(file + ":1: has a byte that is not UTF-8");
    }

    @Test
    void aMebibyteIsNotTooLarge() throws IOException {
        byte[] bytes = Conf.BASE.getBytes(StandardCharsets.UTF_8);
        byte[] large = Arrays.copyOf(bytes, 1 << 20);
        Arrays.fill(large, bytes.length, large.length, (byte) '\n');
        write(large);
        assertThat(read()).isInstanceOf(ConfigResult.Loaded.class);
        write(Arrays.copyOf(large, (1 << 20) + 1));
        assertThat(problems()).singleElement().asString().contains("larger than 1 MiB");
    }

    @Test
    void problemsNameTheFile() throws IOException {
        Files.writeString(file, Conf.BASE + "SUDO=perhaps\n");
        assertThat(problems()).containsExactly(file + ":5: SUDO: \"perhaps\" is neither yes nor no; write yes or no");
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private ConfigResult read() {
        return ConfigReader.read(at(file));
    }

    private static ConfigLocation at(Path file) {
        return new ConfigLocation(file, Optional.empty());
    }

    private List<String> problems() {
        assertThat(read()).isInstanceOf(ConfigResult.Rejected.class);
        return ((ConfigResult.Rejected) read())
                .problems().stream().map(Problem::toString).toList();
    }
}
