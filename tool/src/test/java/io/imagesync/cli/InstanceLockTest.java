package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.files.UnusableFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The lock against the real `flock` command, and against processes that end in any way.
@Timeout(60)
class InstanceLockTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00.5Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("image-sync.lock");
    }

    private Optional<InstanceLock> take() throws UnusableFileException {
        return InstanceLock.take(file, CLOCK);
    }

    private InstanceLock taken() throws UnusableFileException {
        return take().orElseThrow();
    }

    private boolean flockCanTakeIt() throws Exception {
        return Child.run("flock", "-n", file.toString(), "true") == 0;
    }

    /// A `flock` that holds the file until it is closed.
    private Child flock() throws Exception {
        Child flock = Child.start("flock", "-n", "-o", file.toString(), "sh", "-c", "echo held; exec cat");
        assertThat(flock.line()).isEqualTo("held");
        return flock;
    }

    private void assertRefused(String words) {
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(this::take)
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.remedy()).isNotEmpty());
    }

    @Test
    void whileWeHoldItFlockCannot() throws Exception {
        try (InstanceLock lock = taken()) {
            assertThat(lock).isNotNull();
            assertThat(flockCanTakeIt()).isFalse();
        }
        assertThat(flockCanTakeIt()).isTrue();
    }

    @Test
    void whileFlockHoldsItWeCannot() throws Exception {
        Files.writeString(file, "of the original script\n");
        Child flock = flock();
        try {
            assertThat(take()).isEmpty();
            assertThat(file).hasContent("of the original script\n");
            assertThat(InstanceLock.holder(file)).isEqualTo("of the original script");
        } finally {
            flock.close();
        }
        taken().close();
    }

    @Test
    void twoOfUsExcludeEachOtherInOneProcess() throws Exception {
        try (InstanceLock lock = taken()) {
            assertThat(lock).isNotNull();
            assertThat(take()).isEmpty();
            assertThat(take()).as("a failed try does not give the lock away").isEmpty();
        }
        taken().close();
    }

    @Test
    void twoOfUsExcludeEachOtherInTwoProcesses() throws Exception {
        try (Child holder = Child.java(LockHolder.class, file.toString())) {
            assertThat(holder.line()).isEqualTo("held");
            assertThat(take()).isEmpty();
            assertThat(InstanceLock.holder(file)).startsWith("pid " + holder.pid() + " ");
            try (Child second = Child.java(LockHolder.class, file.toString())) {
                assertThat(second.line()).isEqualTo("busy");
            }
        }
    }

    @Test
    void theLockOfAKilledProcessIsGone() throws Exception {
        try (Child holder = Child.java(LockHolder.class, file.toString())) {
            assertThat(holder.line()).isEqualTo("held");
            holder.signal("KILL");
            assertThat(holder.exitCode()).isEqualTo(137);
            assertThat(flockCanTakeIt()).isTrue();
            taken().close();
        }
    }

    @Test
    void childProcessesDoNotInheritIt() throws Exception {
        InstanceLock lock = taken();
        try (Child child = Child.start("sh", "-c", "echo started; exec cat")) {
            assertThat(child.line()).isEqualTo("started");
            lock.close();
            assertThat(flockCanTakeIt()).isTrue();
        }
    }

    @Test
    void theFileSaysWhoHoldsIt() throws Exception {
        Files.writeString(file, "a long text of somebody else that was here before\n".repeat(9));
        try (InstanceLock lock = taken()) {
            assertThat(lock).isNotNull();
            String holder = "pid " + ProcessHandle.current().pid() + " image-sync since 2026-03-01T12:00:00Z";
            assertThat(file).hasContent(holder + "\n");
            assertThat(InstanceLock.holder(file)).isEqualTo(holder);
        }
        assertThat(file).as("never deleted").exists();
    }

    @Test
    void aHoldersTextIsMadeFitToBeShown() throws Exception {
        Files.writeString(file, "\u001b[31mred\nsecond line " + "x".repeat(1000));
        assertThat(InstanceLock.holder(file))
                .startsWith("\\u001B[31mred\\nsecond line")
                .hasSizeLessThan(210);
        assertThat(InstanceLock.holder(folder.resolve("no"))).isEmpty();
    }

    @Test
    void itIsMadeForUsAlone() throws Exception {
        taken().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aSymbolicLinkIsRefused() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "kept");
        Files.createSymbolicLink(file, target);
        assertRefused("is a link");
        assertThat(target).hasContent("kept");
        assertThat(InstanceLock.holder(file)).isEmpty();
    }

    @Test
    void aHardLinkIsRefused() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "kept");
        Files.createLink(file, target);
        assertRefused("is a link");
        assertThat(target).hasContent("kept");
    }

    @Test
    void aFolderIsRefused() throws Exception {
        Files.createDirectory(file);
        assertRefused("a folder");
    }

    @Test
    void aFifoIsRefusedWithoutWaiting() throws Exception {
        assertThat(Child.run("mkfifo", file.toString())).isZero();
        assertRefused("no regular file");
    }

    @Test
    void aMissingFolderIsRefused() {
        file = folder.resolve("no/image-sync.lock");
        assertRefused("the folder " + folder.resolve("no") + " is missing");
    }

    @Test
    void aFolderThatEverybodyMayWriteIsRefused() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused("is writable by everybody");
    }
}
