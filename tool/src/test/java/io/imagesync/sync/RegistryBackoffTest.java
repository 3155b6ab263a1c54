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

/// RegistryBackoff that limit the rate: how long they are left alone.
class RegistryBackoffTest {
    private static final PullFailure LIMITED = new Refused(Kind.RATE_LIMITED, 1, "429");

    private final Scenario scenario = new Scenario();
    private final List<Long> moments = Collections.synchronizedList(new ArrayList<>());

    /// The node answers its tries like this, one after the other, and then with success. The seconds of all are noted.
    private FakeNode answers(String name, PullFailure... failures) {
        FakeNode node = scenario.node(name);
        return node.pulling((_, _) -> {
            moments.add(Duration.ofNanos(scenario.time.nanos()).toSeconds());
            int tries = node.pulls.get();
            return tries <= failures.length ? Optional.of(failures[tries - 1]) : Optional.empty();
        });
    }

    private long pauses() {
        return scenario.heard(SyncEvent.Warned.class).stream()
                .filter(event -> event.text().contains("limits the rate"))
                .count();
    }

    @Test
    void thePauseDoubles() throws Exception {
        scenario.offering("r.io", 1, 1).retries = 3;
        answers("a", times(3, LIMITED));

        assertThat(scenario.run().pulled()).isEqualTo(1);

        assertThat(moments).containsExactly(0L, 30L, 90L, 210L);
        assertThat(scenario.heard(SyncEvent.PullStarted.class)).hasSize(1);
    }

    @Test
    void aSuccessEndsTheDoubling() throws Exception {
        scenario.offering("r.io", 2, 1).retries = 1;
        scenario.pullsANode = 1;
        answers("a", LIMITED);
        FakeNode node = scenario.node("a");
        node.pulling((_, _) -> {
            moments.add(Duration.ofNanos(scenario.time.nanos()).toSeconds());
            return node.pulls.get() % 2 == 1 ? Optional.of(LIMITED) : Optional.empty();
        });

        assertThat(scenario.run().pulled()).isEqualTo(2);

        assertThat(moments).containsExactly(0L, 30L, 30L, 60L);
    }

    /// The other node has a pull under way when the pause begins, and may only go on with another registry.
    @RepeatedTest(20)
    void allNodesPause() throws Exception {
        scenario.node("source")
                .holding("r.io/000:1", 3)
                .holding("r.io/001:1", 2)
                .holding("free.io/000:1", 1);
        scenario.retries = 1;
        scenario.pullsANode = 1;
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch wentOn = new CountDownLatch(1);
        scenario.time.beforeSleeping(() -> Latches.reached(wentOn));
        scenario.also = event -> {
            if (event instanceof SyncEvent.Warned) {
                paused.countDown();
            }
        };
        FakeNode node = scenario.node("a");
        node.pulling((_, _) -> {
            Latches.reached(begun);
            return node.pulls.get() == 1 ? Optional.of(LIMITED) : Optional.empty();
        });
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        scenario.node("b").pulling((image, _) -> {
            order.add(image.registry());
            begun.countDown();
            Latches.reached(paused);
            if (image.registry().equals("free.io")) {
                wentOn.countDown();
            }
            return Optional.empty();
        });

        assertThat(scenario.run().pulled()).isEqualTo(6);

        assertThat(pauses()).isEqualTo(1);
        assertThat(order).containsExactly("r.io", "free.io", "r.io");
    }

    @RepeatedTest(20)
    void whatWasUnderWayDoesNotDoubleThePause() throws Exception {
        scenario.offering("r.io", 4, 1).retries = 1;
        scenario.diskPercent = 80;
        Gate gate = new Gate();
        CountDownLatch allAnswered = new CountDownLatch(4);
        FakeNode node = scenario.node("a").disk(1000, 1);
        node.readingDisk = allAnswered::countDown;
        scenario.time.beforeSleeping(() -> Latches.reached(allAnswered));
        node.pulling((_, _) -> {
            boolean first = node.pulls.get() <= 4;
            gate.pass();
            return first ? Optional.of(LIMITED) : Optional.empty();
        });
        CompletableFuture<SyncRun.End> running = scenario.start();
        gate.awaitEntered(4);
        gate.open(8);

        assertThat(scenario.report(running).pulled()).isEqualTo(4);

        assertThat(pauses()).isEqualTo(1);
        assertThat(scenario.time.sleeps()).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void otherRegistriesGoOnMeanwhile() throws Exception {
        scenario.offering("a.io", 1, 2).offering("b.io", 1, 1).retries = 1;
        scenario.pullsANode = 1;
        scenario.pulls = 1;
        FakeNode node = scenario.node("a");
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        // Whatever wakes up in the pause, this pull is what ends it.
        Gate gate = new Gate();
        scenario.time.whileSleeping(() -> {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        node.pulling((image, _) -> {
            order.add(image.registry());
            if (image.registry().equals("b.io")) {
                gate.open(100);
            }
            return node.pulls.get() == 1 ? Optional.of(LIMITED) : Optional.empty();
        });

        assertThat(scenario.run().pulled()).isEqualTo(2);

        assertThat(order).containsExactly("a.io", "b.io", "a.io");
    }

    @Test
    void withoutRetriesOnlyTheOthersWait() throws Exception {
        scenario.offering("r.io", 2, 1);
        scenario.pullsANode = 1;
        answers("a", LIMITED);

        RunReport report = scenario.run();

        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.pulled()).isEqualTo(1);
        assertThat(moments).containsExactly(0L, 30L);
    }

    @Test
    void aPauseBeyondTheTimeOutIsNotWaitedFor() throws Exception {
        scenario.offering("r.io", 1, 1).retries = 3;
        scenario.pull = Duration.ofSeconds(60);
        answers("a", times(4, LIMITED));

        RunReport report = scenario.run();

        assertThat(report.outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(LIMITED));
        assertThat(moments).containsExactly(0L, 30L);
    }

    @Test
    void aRegistryThatNeverStopsLimitingIsGivenUpByAll() throws Exception {
        scenario.offering("r.io", 3, 1).retries = 20;
        scenario.pullsANode = 1;
        scenario.pull = Duration.ofHours(5);
        answers("a", times(100, LIMITED));

        RunReport report = scenario.run();

        assertThat(moments).containsExactly(0L, 30L, 90L, 210L, 450L, 930L, 1530L);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(notTried(report, "a")).containsExactly(Cause.REGISTRY, Cause.REGISTRY);
    }

    @Test
    void runLimitPassesDuringAPause() throws Exception {
        scenario.offering("r.io", 2, 1);
        scenario.pullsANode = 1;
        scenario.runLimit = Duration.ofSeconds(10);
        answers("a", LIMITED);

        RunReport report = scenario.run();

        assertThat(notTried(report, "a")).containsExactly(Cause.RUN_LIMIT);
        assertThat(report.took()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aCancelledRunDoesNotWaitForThePauseToEnd() throws Exception {
        scenario.offering("r.io", 2, 1).retries = 1;
        scenario.pullsANode = 1;
        answers("a", LIMITED);
        SyncRun run = scenario.syncRun();
        Gate never = new Gate();
        scenario.time.whileSleeping(() -> {
            Thread.ofVirtual().start(() -> run.cancel("SIGTERM"));
            try {
                never.pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        RunReport report = scenario.report(scenario.start(run, false));

        assertThat(report.outcomes())
                .anyMatch(outcome ->
                        outcome instanceof Outcome.Failed(var _, PullFailure.Cancelled _, var _, var _, var _))
                .anyMatch(outcome -> outcome instanceof NotTried(var _, var cause, var _) && cause == Cause.CANCELLED);
    }
}
