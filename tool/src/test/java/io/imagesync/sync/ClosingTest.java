package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// How a run ends: early by a signal, after the plan of a dry run, and when nodes are let go.
class ClosingTest {
    private static final int TIMES = 20;

    private final Scenario scenario = new Scenario();
    private final Gate gate = new Gate();
    private final FakeNode node = scenario.node("a");

    @BeforeEach
    void images() {
        scenario.diskPercent = 80;
        scenario.offering("r.io", 10, 1);
        node.disk(1000, 1).pulling((_, _) -> {
            gate.pass();
            return Optional.empty();
        });
    }

    @RepeatedTest(TIMES)
    void aCancelledRunInterruptsItsPullsAndTriesNoMore() throws Exception {
        scenario.pullsANode = 3;
        SyncRun run = scenario.syncRun();
        CompletableFuture<SyncRun.End> running = scenario.start(run, false);
        gate.awaitEntered(3);
        run.cancel("SIGTERM");
        RunReport report = scenario.report(running);
        assertThat(report.cancelled()).isTrue();
        assertThat(report.complete()).isFalse();
        assertThat(report.outcomes().stream()
                        .filter(o -> o instanceof Outcome.Failed(var _, Cancelled _, var _, var _, var _)))
                .hasSize(3);
        assertThat(report.outcomes().stream()
                        .filter(o -> o instanceof Outcome.NotTried(var _, var cause, var _)
                                && cause == Outcome.Cause.CANCELLED))
                .hasSize(7);
        assertThat(scenario.heard(SyncEvent.Cancelling.class)).containsExactly(new SyncEvent.Cancelling("SIGTERM"));
        assertThat(gate.entered()).isEqualTo(3);
    }

    @RepeatedTest(TIMES)
    void aCancelledRunAsksNoNodeAboutItsDisk() throws Exception {
        SyncRun run = scenario.syncRun();
        CompletableFuture<SyncRun.End> running = scenario.start(run, false);
        gate.awaitEntered(4);
        run.cancel("SIGINT");
        scenario.report(running);
        assertThat(node.diskReads).hasValue(0);
    }

    @RepeatedTest(TIMES)
    void aSurveyCanBeCancelled() throws Exception {
        Gate opening = new Gate();
        scenario.node("b").opening = opening::pass;
        scenario.connections = 1;
        SyncRun run = scenario.syncRun();
        CompletableFuture<SyncRun.End> running = scenario.start(run, false);
        opening.awaitEntered(1);
        run.cancel("SIGTERM");
        RunReport report =
                Scenario.assertDone(running.get(20, TimeUnit.SECONDS)).report();
        assertThat(report.cancelled()).isTrue();
        assertThat(report.leftOut()).extracting(s -> s.node().text()).contains("b");
        assertThat(report.leftOut()).extracting(Survey.LeftOut::why).containsOnly(new Cancelled());
        assertThat(node.pulls).hasValue(0);
        assertThat(node.isClosed()).isTrue();
    }

    @Test
    void aDryRunHasThePlanAndPullsNothing() throws Exception {
        RunReport report = Scenario.assertDone(scenario.end(true)).report();
        assertThat(report.plan().pulls()).hasSize(10);
        assertThat(report.outcomes()).isEmpty();
        assertThat(node.pulls).hasValue(0);
        assertThat(scenario.heard(SyncEvent.Planned.class)).containsExactly(new SyncEvent.Planned(report.plan()));
        scenario.assertAllClosed();
    }

    @RepeatedTest(TIMES)
    void nodesWithNothingToPullAreClosedBeforePullsStart() throws Exception {
        FakeNode source = scenario.node("source");
        boolean[] closedAtStart = {true};
        scenario.also = event -> {
            if (event instanceof SyncEvent.PullStarted) {
                closedAtStart[0] &= source.isClosed();
            }
        };
        gate.open(10);
        scenario.run();
        assertThat(closedAtStart[0]).isTrue();
    }

    @RepeatedTest(TIMES)
    void aNodeIsClosedAsSoonAsItsLastPullHasEnded() throws Exception {
        Gate slow = new Gate();
        scenario.node("slow").pulling((_, _) -> {
            slow.pass();
            return Optional.empty();
        });
        CompletableFuture<SyncRun.End> running = scenario.start();
        slow.awaitEntered(4);
        gate.open(10);
        while (!node.isClosed()) {
            Thread.onSpinWait();
        }
        slow.open(10);
        assertThat(scenario.report(running).pulled()).isEqualTo(20);
    }

    @RepeatedTest(TIMES)
    void everyNodeIsClosedWhenTheRunReturns() throws Exception {
        scenario.node("b");
        scenario.node("c");
        gate.open(10);
        assertThat(scenario.run().complete()).isTrue();
    }

    @Test
    void eventsComeInOrder() throws Exception {
        gate.open(10);
        scenario.pullsANode = 1;
        scenario.run();
        assertThat(scenario.events.getFirst()).isInstanceOf(SyncEvent.Connected.class);
        assertThat(scenario.events.getLast()).isInstanceOf(SyncEvent.Finished.class);
        assertThat(scenario.heard(SyncEvent.Surveyed.class)).hasSize(2);
        int planned =
                scenario.events.indexOf(scenario.heard(SyncEvent.Planned.class).getFirst());
        assertThat(planned)
                .isGreaterThan(scenario.events.lastIndexOf(
                        scenario.heard(SyncEvent.Surveyed.class).getLast()));
        List<SyncEvent> pulls = scenario.events.subList(planned + 1, scenario.events.size() - 1);
        assertThat(pulls).hasSize(20);
        List<Pull> running = new ArrayList<>();
        for (SyncEvent event : pulls) {
            switch (event) {
                case SyncEvent.PullStarted started -> running.add(started.pull());
                case SyncEvent.PullEnded ended ->
                    assertThat(running.remove(ended.outcome().pull())).isTrue();
                default -> throw new AssertionError(event);
            }
        }
        assertThat(running).isEmpty();
    }
}
