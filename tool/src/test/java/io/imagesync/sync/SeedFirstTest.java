package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.RunReport;
import io.imagesync.model.SeedFirst;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
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
        scenario.seedFirst = SeedFirst.YES;
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

    @Test
    void inWavesAsManyPullItAsHaveIt() {
        assertThat(waves(1, 15)).containsExactly(1, 2, 4, 8);
        assertThat(waves(1, 5000)).hasSize(13).startsWith(1, 2, 4).endsWith(2048, 5000 - 4095);
        // Where nobody had it, the first has nobody beside it to serve the second.
        assertThat(waves(0, 8)).containsExactly(1, 1, 2, 4);
    }

    @Test
    void inWavesThoseThatFailServeNobody() {
        Seeds seeds = new Seeds(SeedFirst.WAVES);
        List<Pull> pulls = pulls(1, 4);
        run(seeds, pulls.subList(0, 1), Seeds.End.HELD);
        run(seeds, pulls.subList(1, 3), Seeds.End.FAILED);
        assertThat(seeds.allows(pulls.get(3))).isTrue();
        seeds.started(pulls.get(3));
        assertThat(seeds.allows(pulls.get(1))).isTrue();
        seeds.started(pulls.get(1));
        assertThat(seeds.allows(pulls.get(2))).isFalse();
    }

    /// How many pull at once, wave by wave.
    private static List<Integer> waves(int holders, int nodes) {
        Seeds seeds = new Seeds(SeedFirst.WAVES);
        List<Pull> waiting = new ArrayList<>(pulls(holders, nodes));
        List<Integer> waves = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<Pull> wave = new ArrayList<>();
            while (wave.size() < waiting.size() && seeds.allows(waiting.get(wave.size()))) {
                seeds.started(waiting.get(wave.size()));
                wave.add(waiting.get(wave.size()));
            }
            wave.forEach(pull -> seeds.ended(pull, Seeds.End.HELD));
            waiting.removeAll(Set.copyOf(wave));
            waves.add(wave.size());
        }
        return waves;
    }

    private static void run(Seeds seeds, List<Pull> pulls, Seeds.End end) {
        pulls.forEach(seeds::started);
        pulls.forEach(pull -> seeds.ended(pull, end));
    }

    private static List<Pull> pulls(int holders, int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(i -> Given.pull(
                        new NodeName("n" + i),
                        ImageRef.of("r.io/a:1"),
                        holders == 0 ? OptionalLong.empty() : OptionalLong.of(1)))
                .toList();
    }
}
