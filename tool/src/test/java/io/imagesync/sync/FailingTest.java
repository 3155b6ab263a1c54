package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Outcome.NotTried;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// What fails does not stop the others.
class FailingTest {
    private static final int TIMES = 20;
    private static final PullFailure LOST = new NodeTrouble(new ConnectionLost("reset"));

    private final Scenario scenario = new Scenario();

    private static List<Outcome> on(String node, RunReport report) {
        return report.outcomes().stream()
                .filter(o -> o.pull().node().text().equals(node))
                .toList();
    }

    @RepeatedTest(TIMES)
    void aFailingPullStopsNoOther() throws Exception {
        scenario.offering("r.io", 20, 1).node("b");
        scenario.node("a")
                .pulling((image, _) -> image.toString().contains("7")
                        ? Optional.of(new Refused(Kind.NOT_FOUND, 1, "not found"))
                        : Optional.empty());
        RunReport report = scenario.run();
        assertThat(report.failed()).isEqualTo(2);
        assertThat(report.pulled()).isEqualTo(38);
    }

    @RepeatedTest(TIMES)
    void aLostNodeGivesUpTheRestAndTheOthersGoOn() throws Exception {
        scenario.offering("r.io", 20, 1).node("b");
        scenario.pullsANode = 2;
        Gate gate = new Gate();
        scenario.node("a").pulling((_, _) -> {
            gate.pass();
            return Optional.of(LOST);
        });
        CompletableFuture<SyncRun.End> running = scenario.start();
        gate.awaitEntered(2);
        gate.open(20);
        RunReport report = scenario.report(running);
        assertThat(on("b", report)).hasSize(20).allMatch(Outcome.Pulled.class::isInstance);
        assertThat(on("a", report).stream().filter(Outcome.Failed.class::isInstance))
                .hasSize(2);
        assertThat(on("a", report).stream()
                        .filter(o -> o instanceof NotTried(var _, var cause, var _) && cause == Cause.NODE_LOST))
                .hasSize(18);
    }

    @RepeatedTest(TIMES)
    void aMistakeOfOursInAPullEndsTheRunWithItsException() throws Exception {
        scenario.offering("r.io", 10, 1);
        scenario.pullsANode = 2;
        FakeNode other = scenario.node("b");
        scenario.node("a").pulling((_, _) -> {
            throw new IllegalStateException("mistake");
        });
        CompletableFuture<SyncRun.End> running = scenario.start();
        assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("mistake");
        assertThat(other.pulls).hasValue(10);
        scenario.assertAllClosed();
    }

    @Test
    void aMistakeOfOursInTheSurveyEndsTheRunWithItsException() {
        scenario.node("a").opening = () -> {
            throw new IllegalStateException("mistake");
        };
        scenario.node("b");
        assertThatThrownBy(() -> scenario.end(false)).hasRootCauseMessage("mistake");
        assertThat(scenario.node("b").isClosed()).isTrue();
    }
}
