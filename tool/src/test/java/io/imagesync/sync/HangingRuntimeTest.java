package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.RuntimeRefused;
import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.PullFailure.TimedOut;
import io.imagesync.model.Result;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A node whose runtime hangs, as containerd does after a SIGSTOP.
class HangingRuntimeTest {
    private final Scenario scenario = new Scenario();
    private final FakeNode node = scenario.node("a");

    @BeforeEach
    void hanging() {
        scenario.pull = Duration.ofSeconds(60);
        scenario.pullsANode = 1;
        scenario.diskPercent = 80;
        scenario.offering("r.io", 4, 1).node("b").disk(1000, 1);
        CountDownLatch othersDone = new CountDownLatch(4);
        scenario.also = event -> {
            if (event instanceof SyncEvent.PullEnded(Outcome.Pulled _)) {
                othersDone.countDown();
            }
        };
        node.disk(1000, 1).pulling((_, limit) -> {
            Latches.reached(othersDone);
            scenario.time.pass(limit);
            return Optional.of(new TimedOut(limit));
        });
    }

    /// Each further question takes all the time that it is given.
    private void answersNothing() {
        node.answering = limit -> {
            scenario.time.pass(limit);
            return Optional.of(new CommandTimedOut(limit));
        };
    }

    private static Stream<Outcome> onA(RunReport report) {
        return report.outcomes().stream().filter(o -> o.pull().node().text().equals("a"));
    }

    @Test
    void theRunDoesNotLastMuchLongerThanTimeOut() throws Exception {
        answersNothing();
        RunReport report = scenario.run();
        assertThat(report.took()).isLessThanOrEqualTo(Duration.ofSeconds(75));
    }

    @Test
    void theRuntimeIsGivenUpForThisRunAndOthersGoOn() throws Exception {
        answersNothing();
        RunReport report = scenario.run();
        assertThat(node.pulls).hasValue(1);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(onA(report).filter(Outcome.NotTried.class::isInstance))
                .extracting(o -> ((Outcome.NotTried) o).cause())
                .isEqualTo(Collections.nCopies(3, Cause.RUNTIME));
        assertThat(report.pulled()).isEqualTo(4);
    }

    @Test
    void itIsSaidOnceWithTheRemedy() throws Exception {
        scenario.pullsANode = 2;
        answersNothing();
        scenario.run();
        assertThat(scenario.heard(SyncEvent.Warned.class))
                .extracting(SyncEvent.Warned::text)
                .filteredOn(text -> text.contains("hangs"))
                .singleElement()
                .asString()
                .contains("runtime of a hangs", "no new pull there in this run", "restart it");
    }

    @Test
    void aRuntimeThatAnswersAfterATimeOutIsGivenTheNextPull() throws Exception {
        RunReport report = scenario.run();
        assertThat(node.pulls).hasValue(4);
        assertThat(report.failed()).isEqualTo(4);
    }

    @Test
    void aRefusalIsAnAnswer() throws Exception {
        node.answering = _ -> Optional.of(new RuntimeRefused("ImageStatus", "INTERNAL", ""));
        scenario.run();
        assertThat(node.pulls).hasValue(4);
    }

    @Test
    void aQuestionForTheDiskHasThePullsOwnTimeOrAFewSeconds() throws Exception {
        node.pulling((_, limit) -> {
            scenario.time.pass(limit.minusSeconds(3));
            return Optional.of(new Refused(Kind.NOT_FOUND, 1, ""));
        });
        scenario.run();
        assertThat(node.limits).isNotEmpty().containsOnly(Duration.ofSeconds(10));
    }

    /// Where a pull came to its end, and the runtime then hangs in the question whether the image is there.
    @Test
    void aRuntimeThatHangsAfterAPullIsGivenUpToo() throws Exception {
        node.pulling((_, limit) -> {
            scenario.time.pass(limit.minusSeconds(3));
            return Optional.empty();
        });
        node.answersHolds(new Result.Failed<>(new CommandTimedOut(Duration.ofSeconds(10))));
        answersNothing();
        RunReport report = scenario.run();
        // The next one may have been let in before the first was looked for.
        assertThat(node.pulls.get()).isBetween(1, 2);
        assertThat(report.notTried()).isEqualTo(4 - node.pulls.get());
    }
}
