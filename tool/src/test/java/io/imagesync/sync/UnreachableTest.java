package io.imagesync.sync;

import static io.imagesync.sync.Scenario.notTried;
import static io.imagesync.sync.Scenario.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Outcome.NotTried;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.Result;
import io.imagesync.model.RunReport;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// RegistryBackoff that a node cannot reach.
class UnreachableTest {
    private static final int TIMES = 20;
    private static final PullFailure UNREACHABLE = new Refused(Kind.REGISTRY_UNREACHABLE, 1, "refused");
    private static final PullFailure ABSENT = new Refused(Kind.NOT_FOUND, 1, "absent");
    private static final PullFailure NO_SPACE = new Refused(Kind.NO_SPACE, 1, "full");

    /// Stands for no failure between others.
    private static final PullFailure SENT = new Refused(Kind.OTHER, 0, "");

    private final Scenario scenario = new Scenario();

    /// The node answers its tries like this, one after the other, and then with success.
    private FakeNode answers(String name, PullFailure... failures) {
        FakeNode node = scenario.node(name);
        return node.pulling((_, _) -> {
            int tries = node.pulls.get();
            return tries > failures.length || failures[tries - 1].equals(SENT)
                    ? Optional.empty()
                    : Optional.of(failures[tries - 1]);
        });
    }

    @Test
    void aRegistryThatANodeCannotReachIsNotAskedAgainByIt() throws Exception {
        scenario.offering("r.io", 5, 1).retries = 2;
        scenario.pullsANode = 1;
        answers("a", times(100, UNREACHABLE));
        scenario.node("b");

        RunReport report = scenario.run();

        assertThat(scenario.node("a").pulls.get()).isEqualTo(3);
        assertThat(notTried(report, "a")).isEqualTo(Collections.nCopies(4, Cause.REGISTRY));
        assertThat(report.pulled()).isEqualTo(5);
    }

    @Test
    void aRegistryThatIsSilentUntilTheTimeOutIsOneThatCannotBeReached() throws Exception {
        scenario.offering("r.io", 5, 1);
        scenario.pullsANode = 1;
        PullFailure.TimedOut timedOut = new PullFailure.TimedOut(Duration.ofMinutes(30));
        answers("a", times(100, timedOut.silent("r.io")));
        answers("b", times(100, timedOut));

        RunReport report = scenario.run();

        assertThat(notTried(report, "a")).containsExactly(Cause.REGISTRY, Cause.REGISTRY);
        assertThat(notTried(report, "b")).isEmpty();
    }

    @Test
    void withoutRetriesThreePullsDecide() throws Exception {
        scenario.offering("r.io", 5, 1);
        scenario.pullsANode = 1;
        answers("a", times(100, UNREACHABLE));

        RunReport report = scenario.run();

        assertThat(report.failed()).isEqualTo(3);
        assertThat(notTried(report, "a")).hasSize(2);
    }

    @Test
    void anyAnswerCountsFromTheBeginningAgain() throws Exception {
        scenario.offering("r.io", 8, 1);
        scenario.pullsANode = 1;
        answers("a", UNREACHABLE, UNREACHABLE, ABSENT, UNREACHABLE, UNREACHABLE, ABSENT, UNREACHABLE, UNREACHABLE);

        assertThat(notTried(scenario.run(), "a")).isEmpty();
    }

    @Test
    void otherRegistriesOfTheNodeAreAsked() throws Exception {
        scenario.offering("a.io", 5, 2).offering("b.io", 5, 1);
        scenario.pullsANode = 1;
        FakeNode node = scenario.node("a");
        node.pulling((image, _) -> image.registry().equals("a.io") ? Optional.of(UNREACHABLE) : Optional.empty());

        RunReport report = scenario.run();

        assertThat(report.pulled()).isEqualTo(5);
        assertThat(notTried(report, "a")).hasSize(2);
    }

    @Test
    void aPullThatFailsOtherwiseDoesNotGiveTheRegistryUp() throws Exception {
        scenario.offering("r.io", 3, 1).retries = 2;
        scenario.pullsANode = 1;
        answers("a", UNREACHABLE, UNREACHABLE, NO_SPACE, UNREACHABLE, NO_SPACE);

        RunReport report = scenario.run();

        assertThat(notTried(report, "a")).isEmpty();
        assertThat(report.pulled()).isEqualTo(1);
    }

    @Test
    void anImageThatWasSentAndIsNotSeenIsAnAnswer() throws Exception {
        scenario.offering("r.io", 6, 1);
        scenario.pullsANode = 1;
        answers("a", UNREACHABLE, UNREACHABLE, SENT, UNREACHABLE).answersHolds(new Result.Ok<>(false));

        assertThat(notTried(scenario.run(), "a")).isEmpty();
    }

    @Test
    void whatTheRuntimeRefusesByItselfIsNoAnswer() throws Exception {
        scenario.offering("r.io", 6, 1);
        scenario.pullsANode = 1;
        answers("a", UNREACHABLE, UNREACHABLE, new Refused(Kind.BAD_REFERENCE, 1, "name"), UNREACHABLE);

        assertThat(notTried(scenario.run(), "a")).hasSize(2);
    }

    /// While the node that gives it up is still asked for its disk.
    @RepeatedTest(TIMES)
    void whoWaitsForTheNextTryDoesNotMakeIt() throws Exception {
        scenario.offering("r.io", 2, 1).retries = 2;
        scenario.diskPercent = 80;
        FakeNode node = scenario.node("a").disk(1000, 1);
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        CountDownLatch bothEnded = new CountDownLatch(2);
        node.readingDisk = () -> {
            givenUp.countDown();
            bothEnded.countDown();
            Latches.reached(bothEnded);
        };
        scenario.time.beforeSleeping(() -> {
            if (Thread.currentThread().getName().contains("001")) {
                waiting.countDown();
                Latches.reached(givenUp);
            }
        });
        node.pulling((image, _) -> {
            if (image.toString().contains("000")) {
                Latches.reached(waiting);
            }
            return Optional.of(UNREACHABLE);
        });

        RunReport report = scenario.run();

        assertThat(report.outcomes())
                .extracting(outcome -> ((Outcome.Failed) outcome).attempts())
                .containsExactlyInAnyOrder(1, 3);
        assertThat(report.outcomes())
                .extracting(outcome -> ((Outcome.Failed) outcome).why())
                .containsOnly(UNREACHABLE);
    }

    @Test
    void whatIsNotTriedNamesTheRegistryAndWhatWasSaidLast() throws Exception {
        scenario.offering("r.io", 2, 1).retries = 2;
        scenario.pullsANode = 1;
        answers("a", times(3, UNREACHABLE));

        assertThat(scenario.run().outcomes())
                .filteredOn(NotTried.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        NotTried.class,
                        outcome -> assertThat(outcome.detail()).contains("r.io", "from a", UNREACHABLE.what()));
    }
}
