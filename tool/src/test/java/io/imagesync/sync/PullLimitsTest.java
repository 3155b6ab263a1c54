package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeFailure;
import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Result;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// How many at once: MAX_PARALLEL, MAX_PARALLEL_TOTAL, MAX_PARALLEL_REGISTRY, MAX_CONNECTIONS; and until when:
/// RUN_LIMIT.
class PullLimitsTest {
    private static final int TIMES = 20;

    private static final NodeFailure SLOW = new NodeFailure.CommandTimedOut(Duration.ofMinutes(3));

    private final Scenario scenario = new Scenario();
    private final Gate gate = new Gate();

    private FakeNode gated(String name) {
        return scenario.node(name).pulling((_, _) -> {
            gate.pass();
            return Optional.empty();
        });
    }

    private void assertAtOnce(int total, int atOnce) throws Exception {
        CompletableFuture<SyncRun.End> running = scenario.start();
        assertThat(gate.releaseOneByOne(total, atOnce)).isEqualTo(atOnce);
        assertThat(scenario.report(running).pulled()).isEqualTo(total);
    }

    @RepeatedTest(TIMES)
    void aNodeHasSoManyPullsAtOnceAndNoMore() throws Exception {
        scenario.pullsANode = 3;
        scenario.offering("r.io", 40, 1);
        gated("a");
        assertAtOnce(40, 3);
    }

    @RepeatedTest(TIMES)
    void aHigherLimitIsUsed() throws Exception {
        scenario.pullsANode = 15;
        scenario.offering("r.io", 15, 1);
        gated("a");
        assertAtOnce(15, 15);
    }

    @Test
    void thePlaceIsFreeWhileItIsLookedWhetherTheImageIsThere() throws Exception {
        scenario.pullsANode = 1;
        scenario.diskPercent = 90;
        scenario.offering("r.io", 2, 1);
        CountDownLatch bothPulled = new CountDownLatch(2);
        FakeNode node = scenario.node("a").disk(1000, 10).pulling((_, _) -> {
            bothPulled.countDown();
            return Optional.empty();
        });
        node.readingDisk = () -> Latches.reached(bothPulled);

        assertThat(scenario.run().pulled()).isEqualTo(2);
    }

    @RepeatedTest(TIMES)
    void aPullWhoseImageCouldNotBeLookedForWaitsForAPlaceAgain() throws Exception {
        scenario.pullsANode = 1;
        scenario.retries = 1;
        scenario.offering("r.io", 5, 1);
        gated("a").answersHolds(new Result.Failed<>(SLOW));
        CompletableFuture<SyncRun.End> running = scenario.start();

        assertThat(gate.releaseOneByOne(6, 1)).isEqualTo(1);
        assertThat(scenario.report(running).pulled()).isEqualTo(5);
        assertThat(scenario.heard(SyncEvent.Retrying.class)).hasSize(1);
    }

    @Test
    void imagesOfOneRepositoryArePulledAtOnceOnlyWhenNothingElseIsLeft() throws Exception {
        scenario.pullsANode = 2;
        scenario.node("source")
                .holding("r.io/x:1", 9)
                .holding("r.io/x:2", 8)
                .holding("r.io/x:3", 7)
                .holding("r.io/y:1", 1);
        List<String> started = Collections.synchronizedList(new ArrayList<>());
        scenario.node("a").pulling((image, _) -> {
            started.add(image.toString());
            gate.pass();
            return Optional.empty();
        });
        CompletableFuture<SyncRun.End> running = scenario.start();

        gate.awaitEntered(2);
        assertThat(started).containsExactlyInAnyOrder("r.io/x:1", "r.io/y:1");
        assertThat(gate.releaseOneByOne(4, 2)).isEqualTo(2);
        assertThat(scenario.report(running).pulled()).isEqualTo(4);
    }

    @RepeatedTest(TIMES)
    void theFleetHasSoManyPullsAtOnceAndNoMore() throws Exception {
        scenario.pulls = 7;
        scenario.pullsANode = 8;
        scenario.offering("r.io", 8, 1);
        List.of("a", "b", "c", "d", "e").forEach(this::gated);
        assertAtOnce(40, 7);
    }

    @RepeatedTest(TIMES)
    void zeroIsNoLimitForTheFleetAndTheRegistry() throws Exception {
        scenario.pulls = 0;
        scenario.pullsARegistry = 0;
        scenario.pullsANode = 30;
        scenario.offering("r.io", 30, 1);
        List.of("a", "b", "c").forEach(this::gated);
        assertAtOnce(90, 90);
    }

    @RepeatedTest(TIMES)
    void aRegistryHasSoManyPullsAtOnceAndNoMore() throws Exception {
        scenario.pullsARegistry = 5;
        scenario.pullsANode = 10;
        scenario.offering("r.io", 10, 1);
        List.of("a", "b", "c").forEach(this::gated);
        assertAtOnce(30, 5);
    }

    @RepeatedTest(TIMES)
    void aBusyRegistryDoesNotHoldUpAnother() throws Exception {
        scenario.pullsARegistry = 2;
        scenario.offering("busy.io", 6, 9).offering("free.io", 6, 1);
        Gate free = new Gate();
        free.open(6);
        scenario.node("a").pulling((image, _) -> {
            (image.registry().equals("busy.io") ? gate : free).pass();
            return Optional.empty();
        });
        CompletableFuture<SyncRun.End> running = scenario.start();
        free.awaitEntered(6);
        assertThat(gate.releaseOneByOne(6, 2)).isEqualTo(2);
        assertThat(scenario.report(running).pulled()).isEqualTo(12);
    }

    @RepeatedTest(TIMES)
    void soManyNodesAreAskedAtOnceAndNoMore() throws Exception {
        scenario.connections = 5;
        for (int i = 0; i < 30; i++) {
            scenario.node("n" + i).opening = gate::pass;
        }
        CompletableFuture<SyncRun.End> running = scenario.start();
        assertThat(gate.releaseOneByOne(30, 5)).isEqualTo(5);
        assertThat(scenario.report(running).surveys()).hasSize(30);
    }

    @Test
    void theLargestImageGoesFirst() throws Exception {
        scenario.pullsANode = 1;
        scenario.node("source")
                .holding("r.io/small:1", 1)
                .holding("r.io/large:1", 100)
                .holding("r.io/mid:1", 10);
        scenario.node("a");
        scenario.run();
        assertThat(scenario.heard(SyncEvent.PullStarted.class))
                .extracting(e -> e.pull().image().toString())
                .containsExactly("r.io/large:1", "r.io/mid:1", "r.io/small:1");
    }

    @Test
    void nodesTakeTurns() throws Exception {
        scenario.pulls = 1;
        scenario.offering("r.io", 3, 1);
        List.of("a", "b", "c").forEach(scenario::node);
        scenario.run();
        assertThat(scenario.heard(SyncEvent.PullStarted.class))
                .extracting(e -> e.pull().node().text())
                .containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "c");
    }

    @Test
    void noPullStartsAfterTheRunLimit() throws Exception {
        scenario.runLimit = Duration.ofSeconds(250);
        scenario.pullsANode = 1;
        scenario.offering("r.io", 5, 1);
        scenario.node("a").pulling((_, _) -> {
            scenario.time.pass(Duration.ofSeconds(100));
            return Optional.empty();
        });
        RunReport report = scenario.run();
        assertThat(report.pulled()).isEqualTo(3);
        assertThat(report.outcomes())
                .filteredOn(Outcome.NotTried.class::isInstance)
                .extracting(o -> ((Outcome.NotTried) o).cause())
                .containsExactly(Cause.RUN_LIMIT, Cause.RUN_LIMIT);
    }

    @Test
    void theRunLimitCountsFromTheStartOfTheRun() throws Exception {
        scenario.runLimit = Duration.ofSeconds(250);
        scenario.offering("r.io", 2, 1);
        scenario.node("a").opening = () -> scenario.time.pass(Duration.ofSeconds(250));
        assertThat(scenario.run().notTried()).isEqualTo(2);
        assertThat(scenario.node("a").pulls).hasValue(0);
    }
}
