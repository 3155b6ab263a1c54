package io.imagesync.state;

import static io.imagesync.state.Lab.IMAGE;
import static io.imagesync.state.Lab.NOT_FOUND;
import static io.imagesync.state.Lab.PASSING;
import static io.imagesync.state.Lab.W1;
import static io.imagesync.state.Lab.W2;
import static io.imagesync.state.Lab.failed;
import static io.imagesync.state.Lab.leftOut;
import static io.imagesync.state.Lab.lists;
import static io.imagesync.state.Lab.notTried;
import static io.imagesync.state.Lab.pulled;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.Skip;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pulls that failed for a reason that does not pass by itself.
class FailuresTest {
    @TempDir
    private Path temp = Path.of("");

    private Lab lab = new Lab(temp);

    @BeforeEach
    void inTheFolder() {
        lab = new Lab(temp);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            lab.run(List.of(lists(W1), lists(W2)), failed(W1, NOT_FOUND));
        }
    }

    @Test
    void isSaidWithWhatToDo() {
        fail(1);
        assertThat(lab.held())
                .containsExactly(new Skip(
                        W1,
                        IMAGE,
                        Skip.Reason.REMEMBERED,
                        "the registry does not have it: reg.io/a:1: not found (once);"
                                + " check the tag; it may have been deleted since; add it to EXCLUDE to stop the"
                                + " attempts; next attempt after 2026-11-25 17:40, or with --retry-failed",
                        true));
        fail(1);
        assertThat(lab.held())
                .singleElement()
                .extracting(Skip::detail)
                .asString()
                .contains(" (2 times); check the tag;")
                .endsWith("; next attempt after 2026-11-25 18:40, or with --retry-failed");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "6, 24", "7, 24", "40, 24", "10001, 24"})
    void isTriedAgainAfterSoManyHours(int times, int hours) {
        Entry failed = Entry.failed("x", "y", times, lab.clock.instant(), false);
        assertThat(failed.heldUntil())
                .contains(lab.clock.instant().plus(Duration.ofHours(hours)).minusSeconds(37));
    }

    @Test
    void ofAPullOfWhatIsThereIsKeptWhileItIsThere() {
        Pull again = Given.pull(W1, IMAGE, OptionalLong.empty(), true);
        Outcome failed = new Outcome.Failed(again, NOT_FOUND, Instant.EPOCH, Duration.ZERO, 1);
        lab.run(List.of(lists(W1, IMAGE)), failed);
        assertThat(lab.run(List.of(lists(W1, IMAGE)))).hasSize(1);
        lab.pass(Duration.ofHours(1));
        lab.run(List.of(lists(W1, IMAGE)), failed);
        lab.pass(Duration.ofHours(1));
        assertThat(lab.run(List.of(lists(W1, IMAGE)))).hasSize(1);
    }

    @Test
    void isHeldUpToTheMinuteAndThenCountsOn() {
        fail(1);
        lab.pass(Duration.ofMinutes(59));
        assertThat(lab.held()).hasSize(1);
        lab.pass(Duration.ofSeconds(24));
        assertThat(lab.held()).isEmpty();

        fail(1);
        lab.pass(Duration.ofHours(1));
        assertThat(lab.held()).hasSize(1);
    }

    @Test
    void onlyThatNodeIsConcerned() {
        fail(1);
        assertThat(lab.run(List.of(lists(W1), lists(W2))))
                .extracting(Skip::node)
                .containsExactly(W1);
        assertThat(lab.run(List.of(leftOut(W1), lists(W2)))).isEmpty();
        assertThat(lab.held()).hasSize(1);
    }

    @Test
    void whoLogsInThereDoesNotMatter() {
        fail(1);
        NodeName other = new NodeName("admin@W1");
        assertThat(lab.run(List.of(lists(other)))).extracting(Skip::node).containsExactly(other);
    }

    @Test
    void theNodeHasItNow() {
        fail(1);
        lab.run(List.of(lists(W1, IMAGE)));
        assertThat(lab.held()).isEmpty();
    }

    @Test
    void aRelayThatFailsSaysNothingAboutTheRegistry() {
        Outcome relay = new Outcome.Failed(
                Given.relay("w1", "reg.io/a:1", "w2", 1), NOT_FOUND, Instant.EPOCH, Duration.ZERO, 1);
        lab.run(List.of(lists(W1)), relay);
        assertThat(lab.held()).isEmpty();

        fail(1);
        lab.run(List.of(lists(W1)), relay);
        assertThat(lab.held()).hasSize(1);
    }

    @Test
    void theNodeHasItNowByItsDigest() {
        ImageRef digest = ImageRef.of("reg.io/a@sha256:" + "a".repeat(64));
        Outcome failed = new Outcome.Failed(
                Given.pull(W1, digest, OptionalLong.empty()), NOT_FOUND, Instant.EPOCH, Duration.ZERO, 1);
        lab.run(List.of(lists(W1)), failed);
        assertThat(lab.held()).hasSize(1);
        lab.run(List.of(lists(W1, digest)));
        assertThat(lab.held()).isEmpty();
    }

    @Test
    void aPullOrAnotherFailureMakesItForgotten() {
        fail(3);
        lab.run(List.of(lists(W1)), failed(W1, PASSING));
        assertThat(lab.held()).isEmpty();
        fail(3);
        lab.run(List.of(lists(W1)), pulled(W1));
        lab.run(List.of(lists(W1, IMAGE)));
        assertThat(lab.held()).isEmpty();
    }

    @Test
    void whatWasNotTriedOrCancelledChangesNothing() {
        fail(3);
        lab.run(List.of(lists(W1)), notTried(W1));
        lab.run(List.of(lists(W1)), failed(W1, new PullFailure.Cancelled()));
        assertThat(lab.held())
                .singleElement()
                .extracting(Skip::detail)
                .asString()
                .contains("(3 times)");
    }

    @Test
    void passingFailuresAreNotRemembered() {
        lab.run(List.of(lists(W1)), failed(W1, PASSING));
        assertThat(lab.held()).isEmpty();
    }

    @Test
    void isForgottenAfterTwoWeeksWithoutANewOne() {
        fail(9);
        lab.pass(Duration.ofDays(14).minusSeconds(1));
        lab.run(List.of(lists(W1)));
        assertThat(lab.file()).content().contains("not found");
        lab.pass(Duration.ofSeconds(1));
        lab.run(List.of(lists(W1)));
        assertThat(lab.file()).content().doesNotContain("not found");
    }

    @Test
    void canBeForgiven() {
        fail(3);
        RunMemory memory = lab.open();
        memory.forgive();
        assertThat(lab.run(memory, List.of(lists(W1)))).isEmpty();
        assertThat(lab.held()).isEmpty();
    }

    @Test
    void aClockThatWasWrongHoldsNothingForLongerThanADay() {
        lab.clock.set("2035-01-01T00:00:00Z");
        fail(1);
        lab.clock.set("2026-11-25T16:40:00Z");
        lab.run(List.of(lists(W1)));
        assertThat(lab.held())
                .singleElement()
                .extracting(Skip::detail)
                .asString()
                .contains("2026-11-25 17:40");
        lab.pass(Duration.ofHours(1));
        assertThat(lab.held()).isEmpty();
    }

    @Test
    void isHeldInTheRunsOwnZone() {
        fail(1);
        RunMemory memory = RunMemory.look(lab.folder, lab.clock.withZone(ZoneId.of("Asia/Kolkata")));
        assertThat(memory.heldBack(List.of(lists(W1))))
                .singleElement()
                .extracting(Skip::detail)
                .asString()
                .contains("after 2026-11-25 23:10");
    }
}
