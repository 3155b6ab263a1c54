package io.imagesync.state;

import static io.imagesync.state.Lab.IMAGE;
import static io.imagesync.state.Lab.W1;
import static io.imagesync.state.Lab.W2;
import static io.imagesync.state.Lab.leftOut;
import static io.imagesync.state.Lab.lists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Tombstones;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was removed, from run to run.
class RemovedImagesTest {
    private static final String ID = "sha256:" + IMAGE;

    @TempDir
    private Path temp = Path.of("");

    private Lab lab = new Lab(temp);

    @BeforeEach
    void inTheFolder() {
        lab = new Lab(temp);
    }

    private Path file() {
        return lab.folder.resolve("removed.json");
    }

    private Tombstones removed() {
        return lab.open().removed();
    }

    private Tombstone one() {
        return removed().all().getFirst();
    }

    private Tombstone tombstone(NodeName... confirmed) {
        return new Tombstone(IMAGE, lab.clock.instant(), "alice", Set.of(ID), Set.of(confirmed));
    }

    private void remove(NodeName... confirmed) {
        assertThat(removed().add(List.of(tombstone(confirmed)))).isEmpty();
    }

    @Test
    void isOnDiskForItsOwnerAlone() throws Exception {
        remove(W1);

        assertThat(file()).hasContent("""
                {"version":1,"removed":[
                {"image":"reg.io/a:1","at":"2026-11-25T16:40:37Z","by":"alice","contradicted":"2026-11-25T16:40:37Z",\
                "ids":["sha256:reg.io/a:1"],"confirmed":["w1"]}
                ]}
                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(removed().all()).containsExactly(tombstone(W1));
    }

    @Test
    void whereNothingWasRemovedThereIsNoFile() {
        lab.run(List.of(lists(W1, IMAGE)));

        assertThat(removed().all()).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void whatIsRemovedAgainHasAllIdsAndNodes() {
        remove(W1);
        lab.pass(Duration.ofHours(1));
        Instant later = lab.clock.instant();
        removed().add(List.of(new Tombstone(IMAGE, later, "bob", Set.of("sha256:b"), Set.of(W2))));

        assertThat(removed().all())
                .containsExactly(new Tombstone(IMAGE, later, "bob", Set.of(ID, "sha256:b"), Set.of(W1, W2)));
    }

    /// In a cluster nodes come and go under ever new names.
    @Test
    void nodesThatAreNotOfTheRunAreForgottenWhenThereAreTooMany() {
        NodeName[] gone = IntStream.range(0, RemovedImages.AWAY)
                .mapToObj(i -> new NodeName("gone" + i))
                .toArray(NodeName[]::new);
        remove(gone);
        lab.run(List.of(lists(W1), leftOut(W2)));
        assertThat(one().confirmed()).hasSize(RemovedImages.AWAY + 1).contains(gone);

        remove(new NodeName("root@" + W2.text().toUpperCase(Locale.ROOT)), new NodeName("more"));
        lab.run(List.of(lists(W1), leftOut(W2)));
        assertThat(one().confirmed())
                .hasSize(2)
                .contains(W1)
                .noneMatch(node -> node.text().startsWith("gone"));
        assertThat(one().isConfirmed(W2)).isTrue();
    }

    @Test
    void whatIsForgottenIsGone() {
        ImageRef other = ImageRef.of("reg.io/b:1");
        remove();
        removed().add(List.of(new Tombstone(other, lab.clock.instant(), "alice", Set.of(), Set.of())));

        assertThat(removed().forget(List.of(IMAGE, ImageRef.of("reg.io/never:1"))))
                .isEmpty();

        assertThat(removed().all()).extracting(Tombstone::image).containsExactly(other);
    }

    @Test
    void aNodeThatWasSeenWithoutItIsConfirmedOnce() throws Exception {
        remove();
        lab.run(List.of(lists(W1), lists(W2, IMAGE)));
        assertThat(one().confirmed()).containsExactly(W1);
        assertThat(one().isConfirmed(new NodeName("root@W1"))).isTrue();
        assertThat(one().isConfirmed(W2)).isFalse();

        Files.setLastModifiedTime(file(), FileTime.from(Instant.EPOCH));
        lab.run(List.of(lists(W1, IMAGE), lists(W2, IMAGE)));
        assertThat(one().confirmed()).containsExactly(W1);
        assertThat(Files.getLastModifiedTime(file()).toInstant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aNodeThatWasLeftOutIsNotConfirmed() {
        remove();
        lab.run(List.of(lists(W1), leftOut(W2)));
        assertThat(one().confirmed()).containsExactly(W1);
    }

    @Test
    void isForgottenAfterNinetyDaysWithoutIt() {
        remove();
        lab.pass(Duration.ofDays(90).minusSeconds(1));
        assertThat(lab.open().expired()).isEmpty();
        assertThat(removed().all()).hasSize(1);

        lab.pass(Duration.ofSeconds(1));
        assertThat(lab.open().expired())
                .containsExactly("No node has had reg.io/a:1 for 90 days: image-sync forgets that it was removed");
        assertThat(removed().all()).isEmpty();
        lab.run(List.of(lists(W1)));
        assertThat(lab.open().expired()).isEmpty();
        assertThat(file()).content().doesNotContain("reg.io");
    }

    @Test
    void aNodeThatHasItHasItRememberedOn() {
        remove();
        lab.pass(Duration.ofDays(89));
        lab.run(List.of(lists(W1), lists(W2, IMAGE)));
        lab.pass(Duration.ofDays(89));
        assertThat(removed().all()).hasSize(1);
        lab.pass(Duration.ofDays(1));
        assertThat(removed().all()).isEmpty();
    }

    @Test
    void whatClaimsToBeFromLaterIsFromNow() {
        remove();
        lab.clock.set("2026-11-01T00:00:00Z");
        assertThat(one().at()).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(one().contradicted()).isEqualTo(one().at());
    }

    /// What a killed writer leaves is the old file, and a half one of another name.
    @Test
    void aWriterThatWasKilledChangesNothing() throws Exception {
        remove();
        Files.writeString(lab.folder.resolve("removed.json.999999999-0a.tmp"), "{\"version\":1,\"rem");

        assertThat(removed().all()).hasSize(1);
        remove(W1);
        assertThat(lab.folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "{\"version\":1}",
                "{\"removed\":[]}",
                "{\"version\":2,\"removed\":[]}",
                "{\"version\":1,\"removed\":[{}]}",
                "{\"version\":1,\"removed\":[{\"image\":\"A B\",\"at\":\"2026-11-25T16:40:37Z\"}]}",
                "{\"version\":1,\"removed\":[{\"image\":\"a\",\"at\":\"yesterday\"}]}",
                "{\"version\":1,\"removed\":[{\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\",\"confirmed\":[\"-w\"]}]}",
                "{\"version\":1,\"removed\":[{\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\",\"ids\":[\"a\\u0007\"]}]}",
                "{\"version\":1,\"removed\":[{\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\"},"
                        + "{\"image\":\"a:latest\",\"at\":\"2026-11-25T16:40:37Z\"}]}"
            })
    void whatCannotBeUsedEndsTheRunAndStays(String text) throws Exception {
        Files.createDirectory(lab.folder);
        Files.writeString(file(), text);

        refuses("cannot be used: ");

        assertThat(file()).hasContent(text);
    }

    private void refuses(String words) {
        RunMemory memory = lab.open();
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(memory::check)
                .withMessageStartingWith("STATE_DIR: ")
                .withMessageContaining(words)
                .withMessageContaining(file().toString())
                .extracting(UnusableFileException::remedy)
                .asString()
                .contains("move removed.json away: then removed images spread again");
        assertThat(memory.removed().all()).isEmpty();
        assertThat(memory.removed().add(List.of(tombstone())))
                .map(Failure::what)
                .hasValueSatisfying(what -> assertThat(what).contains(words));
        for (RunMemory looking :
                List.of(RunMemory.look(lab.folder, lab.clock), RunMemory.lookAtRemoved(lab.folder, lab.clock))) {
            assertThat(looking.warnings())
                    .singleElement()
                    .asString()
                    .contains(words, "this output ignores what was removed");
        }
    }

    @Test
    void aLargerOneThanItMayBeIsNotRead() throws Exception {
        Files.createDirectory(lab.folder);
        try (RandomAccessFile sparse = new RandomAccessFile(file().toFile(), "rw")) {
            sparse.setLength(RemovedImages.MAX_BYTES + 1L);
        }
        refuses("has more than 67.1 MB");
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws Exception {
        Files.createDirectory(lab.folder);
        Files.createSymbolicLink(file(), Files.writeString(temp.resolve("t"), "{\"version\":1,\"removed\":[]}"));
        refuses("is not a regular file");
    }

    @Test
    void inAFolderThatEverybodyMayWriteItIsNotTrusted() throws Exception {
        remove();
        Files.setPosixFilePermissions(lab.folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        RunMemory memory = lab.open();
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(memory::check)
                .withMessageContaining("is writable by everybody");
    }

    @Test
    void withoutAFolderNothingCanBeAdded() throws Exception {
        Files.writeString(lab.folder, "");
        assertThat(removed().add(List.of(tombstone())))
                .map(Failure::what)
                .hasValueSatisfying(what -> assertThat(what).contains("is not a folder"));
        lab.open().check();
    }
}
