package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.Refused;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Nodes that take long to answer, and what the others do meanwhile.
class EarlyPullsTest {
    private static final int TIMES = 20;

    private Scenario scenario = new Scenario();
    private final Gate answering = new Gate();

    @BeforeEach
    void patience() {
        scenario.patience = Duration.ofSeconds(5);
    }

    private FakeNode late(String name) {
        FakeNode node = scenario.node(name);
        node.opening = answering::pass;
        return node;
    }

    /// Counts down when one more image is there.
    private CountDownLatch pulled(int images) {
        CountDownLatch latch = new CountDownLatch(images);
        scenario.also = event -> {
            if (event instanceof SyncEvent.PullEnded) {
                latch.countDown();
            }
        };
        return latch;
    }

    private static Set<String> pulls(RunReport report) {
        return names(report.plan().pulls());
    }

    private static Set<String> names(List<Pull> pulls) {
        return pulls.stream().map(p -> p.node() + " " + p.image()).collect(Collectors.toSet());
    }

    @RepeatedTest(TIMES)
    void aNodeThatHangsDoesNotDelayThePullsOfTheOthers() throws Exception {
        scenario.offering("r.io", 3, 1).node("a");
        late("late").holding("r.io/more:1", 1);
        CountDownLatch early = pulled(3);
        CompletableFuture<SyncRun.End> running = scenario.start();

        assertThat(early.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(scenario.time.sleeps()).containsExactly(Duration.ofSeconds(5));
        answering.open(1);
        RunReport report = scenario.report(running);

        assertThat(report.pulled()).isEqualTo(3 + 2 + 3);
        assertThat(scenario.heard(SyncEvent.Warned.class))
                .extracting(SyncEvent.Warned::text)
                .containsExactly(
                        "1 of 3 nodes have not answered yet; pulls that do not depend on their answers start now");
    }

    @Test
    void aNodeThatIsLeftOutLateChangesNothingForTheOthers() throws Exception {
        scenario.offering("r.io", 3, 1).node("a");
        late("late").failsToOpen(new Refused("late:22"));
        CountDownLatch early = pulled(3);
        CompletableFuture<SyncRun.End> running = scenario.start();
        assertThat(early.await(20, TimeUnit.SECONDS)).isTrue();
        answering.open(1);
        RunReport report = scenario.report(running);

        assertThat(report.pulled()).isEqualTo(3);
        assertThat(report.leftOut()).hasSize(1);
    }

    /// Three of thirty may be waited for, not four.
    @Test
    void onlyTheLastTenthIsNotWaitedFor() throws Exception {
        scenario.offering("r.io", 1, 1);
        for (int i = 0; i < 29; i++) {
            if (i < 4) {
                late("late" + i);
            } else {
                scenario.node("n" + i);
            }
        }
        CountDownLatch early = pulled(25);
        CompletableFuture<SyncRun.End> running = scenario.start();
        answering.awaitEntered(4);
        assertThat(early.await(100, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(scenario.time.sleeps()).isEmpty();
        answering.open(1);
        assertThat(early.await(20, TimeUnit.SECONDS)).isTrue();
        answering.open(3);

        assertThat(scenario.report(running).pulled()).isEqualTo(29);
    }

    @Test
    void withOneReadableNodeNothingBegins() throws Exception {
        scenario.offering("r.io", 1, 1).images = List.of(ImageRef.of("r.io/named:1"));
        scenario.node("b").failsToOpen(new Refused("b:22"));
        late("late").failsToOpen(new Refused("late:22"));
        CompletableFuture<SyncRun.End> running = scenario.start();
        answering.awaitEntered(1);
        while (scenario.heard(SyncEvent.Surveyed.class).size() < 2) {
            Thread.onSpinWait();
        }
        answering.open(1);
        scenario.report(running);
        assertThat(scenario.time.sleeps()).isEmpty();
    }

    @Test
    void aDryRunWaitsForAll() throws Exception {
        scenario.offering("r.io", 1, 1).node("a");
        late("late").holding("r.io/more:1", 1);
        CountDownLatch slept = new CountDownLatch(1);
        scenario.time.whileSleeping(slept::countDown);
        CompletableFuture<SyncRun.End> running = scenario.start(scenario.syncRun(), true);
        answering.awaitEntered(1);
        assertThat(slept.await(20, TimeUnit.SECONDS)).isTrue();
        answering.open(1);
        RunReport report =
                Scenario.assertDone(running.get(20, TimeUnit.SECONDS)).report();

        assertThat(report.plan().pulls()).hasSize(4);
        assertThat(scenario.heard(SyncEvent.PullStarted.class)).isEmpty();
    }

    @Test
    void theLargestGoesFirstAlsoOfWhatComesLater() throws Exception {
        scenario.pullsANode = 1;
        scenario.node("source").holding("r.io/small:1", 1).holding("r.io/mid:1", 10);
        Gate pulling = new Gate();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        scenario.node("a").pulling((image, _) -> {
            order.add(image.repository());
            pulling.pass();
            return Optional.empty();
        });
        late("late").holding("r.io/large:1", 100);
        CompletableFuture<SyncRun.End> running = scenario.start();
        pulling.awaitEntered(1);
        answering.open(1);
        while (scenario.heard(SyncEvent.Planned.class).isEmpty()) {
            Thread.onSpinWait();
        }
        while (scenario.heard(SyncEvent.PullEnded.class).size() < 3) {
            Thread.onSpinWait();
        }
        pulling.open(3);
        scenario.report(running);

        assertThat(order).containsExactly("mid", "large", "small");
    }

    /// That it is nowhere else to be had may yet change, and so may its size.
    @Test
    void whatALateAnswerCanChangeWaitsForIt() throws Exception {
        scenario.offering("r.io", 1, 1).node("a");
        scenario.images = List.of(ImageRef.of("r.io/named:1"));
        late("late");
        CountDownLatch early = pulled(1);
        CompletableFuture<SyncRun.End> running = scenario.start();
        assertThat(early.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(scenario.heard(SyncEvent.PullStarted.class))
                .extracting(e -> e.pull().image().toString())
                .containsExactly("r.io/000:1");
        answering.open(1);

        assertThat(scenario.report(running).pulled()).isEqualTo(1 + 1 + 3);
    }

    @Test
    void theMemoryIsAskedForEachNodeOnce() throws Exception {
        scenario.offering("r.io", 1, 1).node("a");
        late("late");
        List<NodeName> asked = Collections.synchronizedList(new ArrayList<>());
        scenario.memory = surveys -> {
            surveys.stream().map(Survey::node).forEach(asked::add);
            return List.of();
        };
        CountDownLatch early = pulled(1);
        CompletableFuture<SyncRun.End> running = scenario.start();
        assertThat(early.await(20, TimeUnit.SECONDS)).isTrue();
        answering.open(1);
        scenario.report(running);

        assertThat(asked).extracting(NodeName::text).containsExactlyInAnyOrder("source", "a", "late");
    }

    @Test
    void aRunThatIsCancelledBetweenReportsWhatHasBegun() throws Exception {
        scenario.offering("r.io", 1, 1).node("a").pulling((_, _) -> {
            new Gate().pass();
            return Optional.empty();
        });
        late("late");
        SyncRun run = scenario.syncRun();
        CompletableFuture<SyncRun.End> running = scenario.start(run, false);
        while (scenario.heard(SyncEvent.PullStarted.class).isEmpty()) {
            Thread.onSpinWait();
        }
        run.cancel("SIGTERM");
        RunReport report =
                Scenario.assertDone(running.get(20, TimeUnit.SECONDS)).report();

        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.plan().pulls()).hasSize(1);
    }

    /// Each order, with pauses of any length between two answers.
    @Property(tries = 40)
    void anyOrderOfAnswersLeadsToTheSamePulls(@ForAll Random random) throws Exception {
        long fleet = random.nextLong();
        Set<String> atOnce = pulls(fleet(fleet).run());

        scenario = fleet(fleet);
        patience();
        List<Gate> gates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Gate gate = new Gate();
            scenario.node("n" + i).opening = gate::pass;
            gates.add(gate);
        }
        CompletableFuture<SyncRun.End> running = scenario.start();
        Collections.shuffle(gates, random);
        for (int i = 0; i < gates.size(); i++) {
            gates.get(i).open(1);
            while (random.nextBoolean()
                    && scenario.heard(SyncEvent.Surveyed.class).size() <= i) {
                Thread.sleep(0, 1000);
            }
        }
        RunReport report = scenario.report(running);

        assertThat(pulls(report)).isEqualTo(atOnce);
        assertThat(report.outcomes()).hasSize(atOnce.size());
        assertThat(new HashSet<>(report.outcomes())).hasSize(atOnce.size());
    }

    private static Scenario fleet(long seed) {
        Random random = new Random(seed);
        Scenario scenario = new Scenario();
        scenario.diskPercent = random.nextBoolean() ? 0 : 80;
        scenario.images = random.nextBoolean() ? List.of() : List.of(ImageRef.of("r.io/1:1"), ImageRef.of("r.io/9:1"));
        for (int i = 0; i < 5; i++) {
            FakeNode node = scenario.node("n" + i).disk(1000, random.nextInt(800));
            for (int image = 0; image < 6; image++) {
                if (random.nextInt(3) == 0) {
                    node.holding("r.io/" + image + ":1", image * 20L);
                }
            }
        }
        return scenario;
    }
}
