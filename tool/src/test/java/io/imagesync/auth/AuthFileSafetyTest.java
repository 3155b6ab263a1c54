package io.imagesync.auth;

import static io.imagesync.auth.AuthLab.mode;
import static io.imagesync.auth.AuthLab.unusable;
import static io.imagesync.auth.AuthLab.usable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AuthFileSafetyTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    private AuthLab lab = new AuthLab(folder);

    @BeforeEach
    void inTheFolder() {
        lab = new AuthLab(folder);
    }

    private Path file(String name, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "{}");
        mode(file, permissions);
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rwxrwxrwx", "r--r--r--"})
    void oneThatOthersCanReadOrWriteIsRefusedWithTheCommandToRun(String permissions) throws Exception {
        Path file = file("config.json", permissions);

        assertThat(lab.read(file))
                .isEqualTo(new AuthLab.Read.Unusable(
                        file + " can be read or written by others than its owner", "run: chmod 600 " + file));
    }

    @Test
    void theCommandIsQuotedForAShell() throws Exception {
        Path file = file("it's $HOME.json", "rw-r--r--");

        assertThat(unusable(lab.read(file)).remedy()).isEqualTo("run: chmod 600 '" + folder + "/it'\\''s $HOME.json'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx--x--x"})
    void oneForItsOwnerAloneIsRead(String permissions) throws Exception {
        usable(lab.read(file("config.json", permissions)));
    }

    @Test
    void oneOfAnotherUserIsRefused() throws Exception {
        Path file = file("config.json", "rw-------");
        assumeTrue((Integer) Files.getAttribute(file, "unix:uid") == 0, "only root can give a file away");
        Files.setAttribute(file, "unix:uid", 54321);

        assertThat(lab.read(file))
                .isEqualTo(new AuthLab.Read.Unusable(
                        file + " belongs to another user", "name a copy of your own, or run: chown root " + file));
    }

    @Test
    void aLinkIsFollowedAndWhatItLeadsToIsChecked() throws Exception {
        Path target = file("target.json", "rw-------");
        Path link = Files.createSymbolicLink(folder.resolve("config.json"), target);
        usable(lab.read(link));

        mode(target, "rw-r--r--");
        assertThat(unusable(lab.read(link)).what()).contains("can be read or written by others");
    }

    @Test
    void aMissingOneIsNamed() {
        Path file = folder.resolve("no.json");

        assertThat(lab.read(file))
                .isEqualTo(new AuthLab.Read.Unusable(
                        file + " does not exist", "create it (docker login), or name another one"));
    }

    @Test
    void oneBelowAFileOrInACircleOfLinksIsRefused() throws Exception {
        Path circle = folder.resolve("circle");
        Files.createSymbolicLink(circle, circle);

        assertThat(unusable(lab.read(file("file", "rw-------").resolve("config.json")))
                        .what())
                .endsWith("/file/config.json cannot be read: Not a directory");
        assertThat(unusable(lab.read(circle)).what())
                .contains("/circle cannot be read: Too many levels of symbolic links");
    }

    @Test
    void aFolderAFifoAndADeviceAreRefusedWithoutWaiting() throws Exception {
        Path fifo = folder.resolve("fifo");
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start();
        assertThat(mkfifo.waitFor(50, TimeUnit.SECONDS)).isTrue();

        assertThat(unusable(lab.read(fifo)).what()).endsWith("/fifo is not a regular file");
        assertThat(unusable(lab.read(folder)).what()).endsWith(" is not a regular file");
        assertThat(unusable(lab.read(Path.of("/dev/zero"))).what()).isEqualTo("/dev/zero is not a regular file");
    }

    @Test
    void oneMiBIsReadAndOneByteMoreIsNot() {
        usable(lab.read("{}" + " ".repeat(MIB - 2)));

        assertThat(unusable(lab.read("{}" + " ".repeat(MIB - 1))).what()).endsWith(" is larger than 1 MiB");
    }
}
