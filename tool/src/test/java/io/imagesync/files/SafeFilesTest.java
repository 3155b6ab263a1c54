package io.imagesync.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        assertThat(mode(made.resolve("log"))).isEqualTo("rw-r-----");
        assertThat(mode(made.resolve("state"))).isEqualTo("rw-------");
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
                .withMessage(file + " is not a regular file: it is a link, a folder or a device, or has a second hard"
                        + " link")
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
                .isThrownBy(() -> SafeFolders.prepare(open))
                .satisfies(e -> assertThat(e.remedy()).isEqualTo("chmod o-w " + open));
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFolders.checkParent(open.resolve("file")));
    }

    @Test
    void theStickyBitMakesItGood() throws Exception {
        Path sticky = Files.createDirectory(folder.resolve("sticky"));
        assertThat(run("chmod", "1777", sticky.toString())).isZero();
        SafeFolders.prepare(sticky);
        SafeFolders.checkParent(sticky.resolve("file"));
    }

    @Test
    void foldersAreMadeWithAllThatLeadsToThem() throws Exception {
        Path deep = folder.resolve("a/b/c");
        SafeFolders.prepare(deep);
        assertThat(mode(deep)).isEqualTo("rwxr-x---");
        assertThat(mode(folder.resolve("a"))).startsWith("rwx").endsWith("---");
    }

    @Test
    void aFileInPlaceOfAFolderIsRefusedWithWords() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFolders.prepare(file))
                .withMessage(file + " is not a folder");
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFolders.prepare(file.resolve("below")))
                .withMessageStartingWith("cannot create the folder " + file + "/below: Not a directory");
    }

    @Test
    void aReadOnlyFileSystemIsNotForItsOwnerToMend() {
        FileSystemException readOnly = new FileSystemException("/data/logs/x", null, "Read-only file system");
        assertThat(SafeFiles.unwritable(Path.of("/data/logs/x"), readOnly))
                .hasMessage("cannot write to /data/logs/x: Read-only file system")
                .extracting(UnusableFileException::remedy)
                .isEqualTo("mount it writable; under systemd /data/logs must exist and be named in ReadWritePaths= of"
                        + " the unit");
        FileSystemException other = new FileSystemException("/data/logs/x", null, "Input/output error");
        assertThat(SafeFiles.unwritable(Path.of("/data/logs/x"), other).remedy())
                .isEqualTo("check its owner and the disk");
    }

    @Test
    void aModeIsNotSetThroughALink() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "secret");
        mode(target, "rw-r--r--");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SafeFiles.setMode(link, PosixFilePermissions.fromString("rwxrwxrwx")));
        assertThat(mode(target)).isEqualTo("rw-r--r--");
    }

    @Test
    void whatIsNotOursIsNotReplaced() throws Exception {
        SafeFiles.checkOurs(folder.resolve("absent"), "# ours");
        SafeFiles.checkOurs(Files.writeString(folder.resolve("empty"), ""), "# ours");
        SafeFiles.checkOurs(Files.writeString(folder.resolve("mine"), "# ours, all of it"), "# ours");
        for (String text : List.of("# our", "NODE1=a\n", "\0")) {
            Path other = Files.writeString(folder.resolve("other"), text);
            assertThatExceptionOfType(UnusableFileException.class)
                    .isThrownBy(() -> SafeFiles.checkOurs(other, "# ours"))
                    .withMessage(other + " has content that is not from image-sync");
        }
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("mine"));
        assertThatExceptionOfType(UnusableFileException.class).isThrownBy(() -> SafeFiles.checkOurs(link, "# ours"));
    }

    @Test
    void whatIsNotToBeLostIsNotReplaceable() throws Exception {
        SafeFiles.checkReplaceable(folder.resolve("absent"));
        SafeFiles.checkReplaceable(Files.writeString(folder.resolve("file"), ""));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("absent"));
        for (Path other : List.of(folder, link, Path.of(""), Path.of("/"), Path.of("/dev/null"))) {
            assertThatExceptionOfType(UnusableFileException.class).isThrownBy(() -> SafeFiles.checkReplaceable(other));
        }
    }

    @Test
    void readsUpToItsLimit() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "12345");
        assertThat(SafeFiles.read(file, 5)).contains("12345".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFiles.read(file, 4))
                .withMessage(file + " has more than 4 B");
        assertThat(SafeFiles.read(folder.resolve("absent"), 4)).isEmpty();
    }

    @Test
    void readsNoLinkNoFifoAndNoFolder() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "secret");
        Path fifo = folder.resolve("fifo");
        assertThat(run("mkfifo", fifo.toString())).isZero();
        assertNotRead(Files.createSymbolicLink(folder.resolve("link"), target));
        assertNotRead(fifo);
        assertNotRead(Files.createDirectory(folder.resolve("folder")));
        assertNotRead(Files.createLink(folder.resolve("hard"), target));
    }

    private static void assertNotRead(Path file) {
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFiles.read(file, 100))
                .withMessageContaining("not a regular file");
    }

    @Test
    void movesAsideALinkItself() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "secret");
        Path aside = Files.writeString(folder.resolve("aside"), "earlier");
        SafeFiles.moveAside(Files.createSymbolicLink(folder.resolve("link"), target), aside);
        SafeFiles.moveAside(folder.resolve("absent"), aside);
        assertThat(Files.isSymbolicLink(aside)).isTrue();
        assertThat(target).hasContent("secret");
    }

    @Test
    void aLinkInPlaceOfAFolderIsRefusedWhereItMatters() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> SafeFolders.checkNoLink(link))
                .withMessage(link + " is a link");
        SafeFolders.checkNoLink(folder.resolve("real"));
        SafeFolders.checkNoLink(folder.resolve("absent"));
    }
}
