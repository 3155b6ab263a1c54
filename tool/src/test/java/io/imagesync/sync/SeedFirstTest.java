package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// SEED_FIRST: one node goes first with an image.
class SeedFirstTest {
    private static final List<String> NODES = List.of("a", "b", "c");

    private final Scenario scenario = new Scenario();
    private final Gate gate = new Gate();
    private final List<String> order = new CopyOnWriteArrayList<>();

    @BeforeEach
    void seedFirst() {
        scenario.seedFirst = true;
    }

    private void pulling(Optional<PullFailure> first) {
        for (String name : NODES) {
            scenario.node(name).pulling((_, _) -> {
                order.add(name);
                gate.pass();
                return order.size() == 1 ? first : Optional.empty();
            });
        }
    }

    private void letOneGoFirst() throws InterruptedException {
        gate.awaitEntered(1);
        gate.open(1);
        gate.awaitEntered(3);
        gate.open(2);
    }

    @RepeatedTest(20)
    void theOthersFollowWhenItIsThere() throws Exception {
        scenario.offering("r.io", 1, 1);
        pulling(Optional.empty());
        CompletableFuture<SyncRun.End> running = scenario.start();
        letOneGoFirst();
        assertThat(scenario.report(running).pulled()).isEqualTo(3);
        assertThat(gate.most()).isEqualTo(2);
    }

    @RepeatedTest(20)
    void differentImagesGoFirstOnDifferentNodes() throws Exception {
        scenario.pullsANode = 1;
        scenario.offering("r.io", 3, 1);
        pulling(Optional.empty());
        CompletableFuture<SyncRun.End> running = scenario.start();
        gate.awaitEntered(3);
        gate.open(9);
        assertThat(scenario.report(running).pulled()).isEqualTo(9);
    }

    @Test
    void whoeverGoesFirstMayFailWithoutHoldingUpTheOthers() throws Exception {
        scenario.offering("r.io", 1, 1);
        pulling(Optional.of(new PullFailure.Refused(Kind.UNAUTHORIZED, 1, "401")));
        CompletableFuture<SyncRun.End> running = scenario.start();
        letOneGoFirst();
        RunReport report = scenario.report(running);
        assertThat(gate.most()).isEqualTo(2);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.pulled()).isEqualTo(2);
    }

    @Test
    void whenItsNodeIsLostAnotherGoesFirst() throws Exception {
        scenario.retries = 0;
        scenario.offering("r.io", 1, 1);
        pulling(Optional.of(new PullFailure.NodeTrouble(new ConnectionLost(""))));
        CompletableFuture<SyncRun.End> running = scenario.start();
        for (int come = 1; come <= 3; come++) {
            gate.awaitEntered(come);
            gate.open(1);
        }
        assertThat(scenario.report(running).pulled()).isEqualTo(2);
        assertThat(gate.most()).isEqualTo(1);
    }
}
