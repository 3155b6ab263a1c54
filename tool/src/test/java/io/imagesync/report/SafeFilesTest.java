package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SafeFilesTest {
    @TempDir
    private Path folder = Path.of("");

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void mode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void modesDoNotDependOnTheUmask(String umask) throws Exception {
        Path made = folder.resolve("logs");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = "umask " + umask + "; exec \"$@\"";
        assertThat(run(
                        "sh",
                        "-c",
                        script,
                        "sh",
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriteOnce.class.getName(),
                        made.toString()))
                .isZero();
        assertThat(mode(made)).isEqualTo("rwxr-x---");
        try (Stream<Path> files = Files.list(made)) {
            List<Path> log = files.toList();
            assertThat(log).hasSize(1);
            assertThat(mode(log.getFirst())).isEqualTo("rw-r-----");
        }
    }

    @Test
    void aSymbolicLinkIsRefusedAndItsTargetUntouched() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "secret");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        assertRefused(link);
        assertThat(target).hasContent("secret");
    }

    @Test
    void aDanglingLinkIsRefusedAndItsTargetNotMade() throws Exception {
        Path target = folder.resolve("target");
        assertRefused(Files.createSymbolicLink(folder.resolve("link"), target));
        assertThat(target).doesNotExist();
    }

    @Test
    void aHardLinkIsRefused() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "secret");
        assertRefused(Files.createLink(folder.resolve("link"), target));
    }

    @Test
    void aFifoIsRefusedWithoutWaiting() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(run("mkfifo", fifo.toString())).isZero();
        assertRefused(fifo);
    }

    @Test
    void aFolderInPlaceOfAFileIsRefused() throws Exception {
        assertRefused(Files.createDirectory(folder.resolve("folder")));
    }

    private static void assertRefused(Path file) {
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFiles.openForAppend(file, "rw-r-----").close())
                .withMessage(file + " is a link, a folder or otherwise no regular file with one link")
                .satisfies(e -> assertThat(e.remedy()).isEqualTo("move it away"));
    }

    @Test
    void aFileInAMissingFolderIsRefusedWithWords() {
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFiles.openForAppend(folder.resolve("no/file"), "rw-------")
                        .close())
                .withMessageEndingWith("no such file or folder");
    }

    @Test
    void theModeOfAnExistingFileIsLeftAsItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "old\n");
        mode(file, "rw-rw----");
        try (FileChannel channel = SafeFiles.openForAppend(file, "rw-r-----")) {
            assertThat(channel.size()).isEqualTo(4);
        }
        assertThat(mode(file)).isEqualTo("rw-rw----");
    }

    @ParameterizedTest
    @CsvSource({"rwxr-xrwx", "rwxrwxrwx", "rwx----w-"})
    void aFolderThatEverybodyMayWriteIsRefusedWithTheCommandToRun(String permissions) throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        mode(open, permissions);
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFiles.prepareFolder(open))
                .satisfies(e -> assertThat(e.remedy()).isEqualTo("chmod o-w " + open));
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFiles.checkParent(open.resolve("file")));
    }

    @Test
    void theStickyBitMakesItGood() throws Exception {
        Path sticky = Files.createDirectory(folder.resolve("sticky"));
        assertThat(run("chmod", "1777", sticky.toString())).isZero();
        SafeFiles.prepareFolder(sticky);
        SafeFiles.checkParent(sticky.resolve("file"));
    }

    @Test
    void foldersAreMadeWithAllThatLeadsToThem() throws Exception {
        Path deep = folder.resolve("a/b/c");
        SafeFiles.prepareFolder(deep);
        assertThat(mode(deep)).isEqualTo("rwxr-x---");
        assertThat(mode(folder.resolve("a"))).startsWith("rwx").endsWith("---");
    }

    @Test
    void aFileInPlaceOfAFolderIsRefusedWithWords() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFiles.prepareFolder(file))
                .withMessage(file + " is not a folder");
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFiles.prepareFolder(file.resolve("below")))
                .withMessageStartingWith("cannot make the folder " + file + "/below: Not a directory");
    }
}
