package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.NotSeen;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.SyncEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageListsTest {
    @TempDir
    private Path folder = Path.of("");

    private final SettableClock clock = new SettableClock("2026-03-01T23:59:58Z");

    private void hear(SyncEvent... events) {
        try (ImageLists lists = new ImageLists(folder, clock)) {
            List.of(events).forEach(lists::on);
        }
    }

    private static SyncEvent failed(PullFailure why) {
        return new SyncEvent.PullEnded(new Outcome.Failed(Samples.GONE, why, Samples.STARTED, Duration.ZERO, 1));
    }

    private static SyncEvent notTried(Cause cause) {
        return new SyncEvent.PullEnded(new Outcome.NotTried(Samples.LATE, cause, "detail"));
    }

    @Test
    void aPulledImageIsOneLineInTheListOfSuccess() throws Exception {
        hear(new SyncEvent.PullEnded(Samples.outcomes().getFirst()));
        Path list = folder.resolve("success_images-2026-03-01.log");
        assertThat(list).hasContent("[2026-03-01 23:59:58] a r.io/big:1 - SUCCESS\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list)))
                .isEqualTo("rw-r-----");
        assertThat(folder.resolve("failed_images-2026-03-01.log")).doesNotExist();
    }

    static Stream<Arguments> reasons() {
        Failure lost = new ConnectionLost("reset");
        return Stream.of(
                Arguments.of("TIMEOUT", Samples.TIMED_OUT),
                Arguments.of("EXIT 1", Samples.NOT_FOUND),
                Arguments.of("EXIT 2", new Refused(Kind.OTHER, 2, "")),
                Arguments.of("NOT SEEN", new NotSeen()),
                Arguments.of("CANCELLED", new Cancelled()),
                Arguments.of("CONNECTION LOST", new NodeTrouble(lost)),
                Arguments.of("NODE", new NodeTrouble(new CommandTimedOut(Duration.ofSeconds(20)))),
                Arguments.of("TIMEOUT", new NodeTrouble(Samples.TIMED_OUT)));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void aFailedPullIsOneLineWithItsReason(String reason, PullFailure why) {
        hear(failed(why));
        assertThat(folder.resolve("failed_images-2026-03-01.log"))
                .hasContent("[2026-03-01 23:59:58] a r.io/gone:1 (" + reason + ") - FAILED\n");
        assertThat(folder.resolve("success_images-2026-03-01.log")).doesNotExist();
    }

    @Test
    void whatWasNotTriedForLackOfDiskTimeNodeOrRegistryIsListedToo() throws Exception {
        hear(
                new SyncEvent.Planned(Samples.everything()),
                notTried(Cause.DISK),
                notTried(Cause.RUN_LIMIT),
                notTried(Cause.NODE_LOST),
                notTried(Cause.RUNTIME),
                notTried(Cause.REGISTRY),
                notTried(Cause.CANCELLED));
        assertThat(Files.readAllLines(folder.resolve("failed_images-2026-03-01.log")))
                .containsExactly(
                        "[2026-03-01 23:59:58] b r.io/huge:1 (DISK) - FAILED",
                        "[2026-03-01 23:59:58] b r.io/late:1 (DISK) - FAILED",
                        "[2026-03-01 23:59:58] b r.io/late:1 (RUN_LIMIT) - FAILED",
                        "[2026-03-01 23:59:58] b r.io/late:1 (NODE LOST) - FAILED",
                        "[2026-03-01 23:59:58] b r.io/late:1 (RUNTIME) - FAILED",
                        "[2026-03-01 23:59:58] b r.io/late:1 (REGISTRY) - FAILED");
    }

    @Test
    void whatIsRememberedIsNotTriedAndNotListed() {
        hear(new SyncEvent.Planned(Samples.skipping(Samples.BEFORE, Samples.GC)));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void afterMidnightTheNewDaysFilesAreUsed() {
        try (ImageLists lists = new ImageLists(folder, clock)) {
            lists.on(failed(Samples.NOT_FOUND));
            clock.set("2026-03-02T00:00:00Z");
            lists.on(failed(Samples.NOT_FOUND));
        }
        assertThat(folder.resolve("failed_images-2026-03-02.log"))
                .hasContent("[2026-03-02 00:00:00] a r.io/gone:1 (EXIT 1) - FAILED\n");
    }
}
