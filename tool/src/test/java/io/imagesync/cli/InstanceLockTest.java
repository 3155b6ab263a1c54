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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The lock against the real `flock` command, and against processes that end in any way.
@Timeout(60)
@Isolated("Its processes are to be the only ones.")
class InstanceLockTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00.5Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @AfterEach
    void nothingIsLeft() {
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @BeforeEach
    void name() {
        file = folder.resolve("image-sync.lock");
    }

    private Optional<InstanceLock> take() throws UnusableFileException, InterruptedException {
        return InstanceLock.take(file, CLOCK);
    }

    private InstanceLock taken() throws UnusableFileException, InterruptedException {
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
    void aLockFileThatOthersCouldHoldIsOursAloneFromThenOn() throws Exception {
        Path file = Files.createFile(folder.resolve("open.lock"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        InstanceLock.take(file, Clock.systemUTC()).orElseThrow().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
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
            eventually(this::flockCanTakeIt);
            taken().close();
        }
    }

    /// As Ctrl-C at a terminal, the end of its session and `systemctl stop` do, which reach whatever we started too.
    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "QUIT", "TERM", "TSTP"})
    void signalsToAllThatWeStartedDoNotFreeIt(String signal) throws Exception {
        try (InstanceLock lock = taken()) {
            signal(signal, holder());
            assertThat(flockCanTakeIt()).isFalse();
            assertThat(lock.lost()).isEmpty();
        }
        assertThat(flockCanTakeIt()).isTrue();
    }

    @Test
    void theLossOfItIsTold() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (InstanceLock lock = taken()) {
            lock.whenLost(told::countDown);
            signal("KILL", holder());
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(lock.lost())
                    .get()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("the lock " + file + " was lost");
            assertThat(flockCanTakeIt()).isTrue();
            Files.writeString(file, "the next one");
        }
        assertThat(file).as("it is no longer ours").hasContent("the next one");
    }

    @Test
    void itsOwnEndIsNoLoss() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        InstanceLock lock = taken();
        lock.whenLost(told::countDown);
        lock.close();
        assertThat(told.await(100, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(lock.lost()).isEmpty();
    }

    @Test
    void withoutFlockTheRemedyIsToInstallIt() throws Exception {
        assertThat(lineOfHolder(folder)).isEqualTo("cannot lock " + file + ": flock is missing; install util-linux");
    }

    @ParameterizedTest
    @CsvSource({
        "exec sleep 60,flock did not answer within 2 s",
        "sleep 60,flock did not answer within 2 s",
        "exit 66,flock ended with 66"
    })
    void aFlockThatDoesSomethingElseIsAnError(String does, String words) throws Exception {
        Path program = Files.writeString(folder.resolve("flock"), "#!/bin/sh\nPATH=/usr/bin:/bin\n" + does + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertThat(lineOfHolder(folder))
                .isEqualTo("cannot lock " + file + ": " + words + "; check the file and its file system");
        assertThat(flockCanTakeIt()).as("nothing is left that holds it").isTrue();
    }

    /// What a holder says whose programs are all in one folder.
    private String lineOfHolder(Path path) throws Exception {
        try (Child holder = Child.java(List.of("PATH=" + path), LockHolder.class, file.toString(), "2")) {
            return holder.line();
        }
    }

    private static ProcessHandle holder() {
        return ProcessHandle.current().children().findFirst().orElseThrow();
    }

    private static void signal(String name, ProcessHandle to) throws Exception {
        assertThat(Child.run("kill", "-" + name, Long.toString(to.pid()))).isZero();
    }

    private static void eventually(Callable<Boolean> is) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!is.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
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
        assertRefused("not a regular file");
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
