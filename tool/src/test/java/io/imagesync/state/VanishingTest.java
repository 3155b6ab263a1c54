package io.imagesync.state;

import static io.imagesync.state.Lab.IMAGE;
import static io.imagesync.state.Lab.NOT_FOUND;
import static io.imagesync.state.Lab.PASSING;
import static io.imagesync.state.Lab.W1;
import static io.imagesync.state.Lab.failed;
import static io.imagesync.state.Lab.leftOut;
import static io.imagesync.state.Lab.lists;
import static io.imagesync.state.Lab.pulled;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.SyncEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that were pulled and are gone again.
class VanishingTest {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    @TempDir
    private Path temp = Path.of("");

    private Lab lab = new Lab(temp);

    @BeforeEach
    void inTheFolder() {
        lab = new Lab(temp);
    }

    /// So many runs half an hour apart, each of which finds the image missing and pulls it.
    private void pullAndLose(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(lab.run(List.of(lists(W1)), pulled(W1))).isEmpty();
            lab.pass(HALF_AN_HOUR);
        }
    }

    private List<Skip> runWithout() {
        return lab.run(List.of(lists(W1)));
    }

    @Test
    void threeTimesHoldsItForADay() {
        pullAndLose(3);
        assertThat(runWithout())
                .containsExactly(new Skip(
                        W1,
                        IMAGE,
                        Skip.Reason.VANISHES,
                        "pulled 3 times, and then gone from the node again, as when the kubelet deletes images to"
                                + " free disk space; free space there or lower DISK_LIMIT, pin the image, or raise"
                                + " the kubelet's"
                                + " imageGCHighThresholdPercent or imageMaximumGCAge;"
                                + " next pull after 2026-11-26 18:10, or with --retry-failed",
                        false));
        lab.pass(Duration.ofHours(24).minusMinutes(1));
        assertThat(lab.held()).singleElement().returns(true, Skip::alreadyReported);
        lab.pass(Duration.ofMinutes(1));
        assertThat(lab.held()).isEmpty();
    }

    @Test
    void twiceIsNotEnough() {
        pullAndLose(2);
        assertThat(runWithout()).isEmpty();
        assertThat(runWithout()).isEmpty();
    }

    @Test
    void oneDisappearanceCountsOnceHoweverOftenItIsSeen() {
        pullAndLose(2);
        runWithout();
        runWithout();
        lab.run(List.of(lists(W1)), failed(W1, PASSING));
        pullAndLose(1);
        assertThat(runWithout()).hasSize(1);
    }

    @Test
    void afterTheDayItIsPulledAndTheNextTimeHeldAtOnce() {
        pullAndLose(3);
        runWithout();
        lab.pass(Duration.ofDays(1));
        pullAndLose(1);
        assertThat(runWithout())
                .singleElement()
                .returns(false, Skip::alreadyReported)
                .extracting(Skip::detail)
                .asString()
                .contains("4 times");
        assertThat(runWithout()).singleElement().returns(true, Skip::alreadyReported);
    }

    @Test
    void isToldAgainUntilAPlanHadIt() {
        pullAndLose(3);
        assertThat(lab.open().heldBack(List.of(lists(W1)))).singleElement().returns(false, Skip::alreadyReported);
        RunMemory memory = lab.open();
        assertThat(memory.heldBack(List.of(lists(W1)))).singleElement().returns(false, Skip::alreadyReported);
        memory.on(new SyncEvent.Planned(Lab.plan(List.of())));
        memory.on(new SyncEvent.Finished(new RunReport(
                Instant.EPOCH, Duration.ZERO, List.of(), Lab.UNASKED, Lab.plan(List.of()), List.of(), false)));
        assertThat(runWithout()).singleElement().returns(false, Skip::alreadyReported);
        assertThat(runWithout()).singleElement().returns(true, Skip::alreadyReported);
    }

    @Test
    void whatStaysAWeekIsForgotten() {
        pullAndLose(2);
        lab.run(List.of(lists(W1)), pulled(W1));
        lab.pass(Duration.ofDays(7).minusSeconds(1));
        lab.run(List.of(lists(W1, IMAGE)));
        assertThat(lab.file()).content().contains("\"pulled\"");
        lab.pass(Duration.ofSeconds(1));
        lab.run(List.of(lists(W1, IMAGE)));
        assertThat(lab.file()).content().doesNotContain("\"pulled\"");
        assertThat(runWithout()).isEmpty();
    }

    @Test
    void whatIsGoneAndNotWantedAnyMoreIsForgotten() {
        pullAndLose(1);
        runWithout();
        lab.pass(Duration.ofDays(14));
        runWithout();
        assertThat(lab.file()).content().doesNotContain("vanished");
    }

    @Test
    void aNodeThatIsLeftOutHasLostNothing() {
        pullAndLose(2);
        lab.run(List.of(lists(W1)), pulled(W1));
        lab.run(List.of(leftOut(W1)));
        lab.run(List.of(lists(W1, IMAGE)));
        assertThat(runWithout()).hasSize(1);
    }

    @Test
    void aFailureThatLastsTakesItsPlace() {
        pullAndLose(2);
        lab.run(List.of(lists(W1)), failed(W1, NOT_FOUND));
        assertThat(runWithout()).singleElement().returns(Skip.Reason.REMEMBERED, Skip::reason);
    }

    @Test
    void canBeForgivenAlsoWhileTheImageIsThere() {
        pullAndLose(3);
        runWithout();
        RunMemory memory = lab.open();
        memory.forgive();
        assertThat(lab.run(memory, List.of(lists(W1)), pulled(W1))).isEmpty();
        pullAndLose(1);

        memory = lab.open();
        memory.forgive();
        assertThat(lab.run(memory, List.of(lists(W1)), pulled(W1))).isEmpty();
        assertThat(runWithout()).isEmpty();
    }

    @Test
    void aClockThatWasWrongHoldsNothingForLongerThanADay() {
        lab.clock.set("2035-01-01T00:00:00Z");
        pullAndLose(3);
        runWithout();
        lab.clock.set("2026-11-25T16:40:00Z");
        assertThat(runWithout()).hasSize(1);
        lab.pass(Duration.ofDays(1));
        assertThat(runWithout()).isEmpty();
    }
}
