package io.imagesync.state;

import static io.imagesync.state.Lab.NOT_FOUND;
import static io.imagesync.state.Lab.W1;
import static io.imagesync.state.Lab.failed;
import static io.imagesync.state.Lab.lists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.SyncEvent;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The file and its folder, whatever is in their place.
class MemoryFileTest {
    @TempDir
    private Path temp = Path.of("");

    private Lab lab = new Lab(temp);

    @BeforeEach
    void inTheFolder() {
        lab = new Lab(temp);
    }

    private Path aside() {
        return lab.folder.resolve("memory.json.broken");
    }

    private void remember() {
        lab.run(List.of(lists(W1)), failed(W1, NOT_FOUND));
    }

    @Test
    void isMadeForItsOwnerAlone() throws Exception {
        remember();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lab.file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lab.folder)))
                .isEqualTo("rwxr-x---");
        assertThat(lab.folder).isDirectoryNotContaining("glob:**.tmp");
        assertThat(lab.file()).hasContent("""
                { "version" : 1, "entries" : [
                  { "node" : "w1", "image" : "reg.io/a:1", "at" : "2026-11-25T16:40:37Z", "state" : "failed", \
                "times" : 1, "what" : "the registry does not have it: reg.io/a:1: not found", \
                "remedy" : "check the tag; it may have been deleted since" }
                ] }
                """);
    }

    @Test
    void aPlanMakesAndChangesNothing() throws Exception {
        RunMemory memory = RunMemory.look(lab.folder, lab.clock);
        assertThat(lab.run(memory, List.of(lists(W1)), failed(W1, NOT_FOUND))).isEmpty();
        assertThat(memory.warnings()).isEmpty();
        assertThat(lab.folder).doesNotExist();

        Files.createDirectory(lab.folder);
        Files.writeString(lab.file(), "broken");
        memory = RunMemory.look(lab.folder, lab.clock);
        lab.run(memory, List.of(lists(W1)), failed(W1, NOT_FOUND));
        assertThat(memory.warnings())
                .singleElement()
                .asString()
                .startsWith("STATE_DIR: " + lab.file() + " cannot be used: ")
                .endsWith("; this plan does not know what earlier runs remember");
        assertThat(lab.file()).hasContent("broken");
        assertThat(aside()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"version\":2,\"entries\":[]}",
                "{\"version\":1,\"entries\":{}}",
                "{\"version\":1,\"entries\":[{}]}",
                "{\"version\":1,\"entries\":[{\"node\":\"-w\",\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\","
                        + "\"state\":\"pulled\",\"times\":0}]}",
                "{\"version\":1,\"entries\":[{\"node\":\"w\",\"image\":\"A B\",\"at\":\"2026-11-25T16:40:37Z\","
                        + "\"state\":\"pulled\",\"times\":0}]}",
                "{\"version\":1,\"entries\":[{\"node\":\"w\",\"image\":\"a\",\"at\":\"yesterday\","
                        + "\"state\":\"pulled\",\"times\":0}]}",
                "{\"version\":1,\"entries\":[{\"node\":\"w\",\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\","
                        + "\"state\":\"lost\",\"times\":1}]}",
                "{\"version\":1,\"entries\":[{\"node\":\"w\",\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\","
                        + "\"state\":\"failed\",\"times\":1}]}",
                "{\"version\":1,\"entries\":[{\"node\":\"w\",\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\","
                        + "\"state\":\"vanished\",\"times\":0}]}",
                "{\"version\":1,\"entries\":[{\"node\":\"w\",\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\","
                        + "\"state\":\"pulled\",\"times\":10000}]}"
            })
    void aBrokenOneIsSaidOnceAndKeptAside(String text) throws Exception {
        Files.createDirectory(lab.folder);
        Files.writeString(lab.file(), text);
        Files.writeString(aside(), "an earlier one");

        RunMemory memory = lab.open();

        assertThat(memory.warnings())
                .singleElement()
                .asString()
                .startsWith("STATE_DIR: " + lab.file() + " cannot be used: ")
                .endsWith("; check the disk if that happens again; this run remembers nothing, and keeps it as "
                        + aside());
        assertThat(lab.file()).hasContent(text);
        lab.run(memory, List.of(lists(W1)), failed(W1, NOT_FOUND));
        assertThat(aside()).hasContent(text);
        assertThat(lab.open().warnings()).isEmpty();
        assertThat(lab.held()).hasSize(1);
    }

    @Test
    void namesTheVersionThatItDoesNotKnow() throws Exception {
        Files.createDirectory(lab.folder);
        Files.writeString(lab.file(), "{\"version\":7,\"unheard-of\":[]}");
        assertThat(lab.open().warnings()).singleElement().asString().contains("its version is 7, this program knows 1");
    }

    @Test
    void unknownFieldsArePassedOver() throws Exception {
        remember();
        Files.writeString(lab.file(), Files.readString(lab.file()).replace("\"node\"", "\"more\" : [{}], \"node\""));
        assertThat(lab.open().warnings()).isEmpty();
        assertThat(lab.held()).hasSize(1);
    }

    @Test
    void aTooLargeOneIsNotRead() throws Exception {
        Files.createDirectory(lab.folder);
        try (RandomAccessFile sparse = new RandomAccessFile(lab.file().toFile(), "rw")) {
            sparse.setLength(MemoryFile.MAX_BYTES + 1L);
        }
        assertThat(lab.open().warnings()).singleElement().asString().contains("has more than 33.6 MB");
        remember();
        assertThat(lab.held()).hasSize(1);
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws Exception {
        Files.createDirectory(lab.folder);
        Path target = Files.writeString(temp.resolve("target"), "precious");
        Files.createSymbolicLink(lab.file(), target);

        RunMemory memory = lab.open();
        lab.run(memory, List.of(lists(W1)), failed(W1, NOT_FOUND));

        assertThat(memory.warnings()).singleElement().asString().contains("is not a regular file");
        assertThat(target).hasContent("precious");
        assertThat(Files.isSymbolicLink(aside())).isTrue();
        assertThat(lab.held()).hasSize(1);
    }

    @Test
    void aFolderInItsPlaceIsMovedAside() throws Exception {
        Files.createDirectories(lab.file().resolve("below"));
        remember();
        assertThat(aside().resolve("below")).isDirectory();
        assertThat(lab.held()).hasSize(1);
    }

    @Test
    void aFileInPlaceOfTheFolderIsAWarning() throws Exception {
        Files.writeString(lab.folder, "");
        assertUnusable(lab.folder + " is not a folder; ");
    }

    @Test
    void aLinkInPlaceOfTheFolderIsAWarning() throws Exception {
        Files.createSymbolicLink(lab.folder, Files.createDirectory(temp.resolve("real")));
        assertUnusable(lab.folder + " is a link; ");
        assertThat(temp.resolve("real")).isEmptyDirectory();
    }

    @Test
    void aFolderThatEverybodyMayWriteIsAWarning() throws Exception {
        Files.createDirectory(lab.folder);
        Files.setPosixFilePermissions(lab.folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertUnusable("the folder " + lab.folder + " is writable by everybody; chmod o-w " + lab.folder);
        assertThat(lab.folder).isEmptyDirectory();
    }

    private void assertUnusable(String words) {
        RunMemory memory = lab.open();
        assertThat(memory.warnings())
                .singleElement()
                .asString()
                .startsWith("STATE_DIR: " + words)
                .endsWith("; nothing is remembered from run to run");
        assertThat(lab.run(memory, List.of(lists(W1)), failed(W1, NOT_FOUND))).isEmpty();
        assertThat(RunMemory.look(lab.folder, lab.clock).warnings())
                .singleElement()
                .asString()
                .startsWith("STATE_DIR: " + words);
    }

    @Test
    void whatCannotBeWrittenIsThrown() throws Exception {
        RunMemory memory = lab.open();
        Files.createDirectories(lab.file().resolve("below"));
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> lab.run(memory, List.of(lists(W1))))
                .satisfies(e -> assertThat(UnusableFileException.words(e))
                        .startsWith("cannot write " + lab.file() + ": ")
                        .contains("; check the disk"));
    }

    @Test
    void nothingIsWrittenWhenNoRunWasPossible() {
        RunMemory memory = lab.open();
        memory.on(new SyncEvent.Impossible("what", "remedy"));
        assertThat(lab.folder).isEmptyDirectory();
    }
}
