package io.imagesync.sync;

import static io.imagesync.sync.Scenario.notTried;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.Result;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What pulls do that wait for a registry that limits the rate.
class PausedPullsTest {
    private static final int TIMES = 20;
    private static final PullFailure LIMITED = new Refused(Kind.RATE_LIMITED, 1, "429");

    private final Scenario scenario = new Scenario();
    private final List<Long> moments = Collections.synchronizedList(new ArrayList<>());

    /// The node's first try is one too many, all others with success. The seconds of all are noted.
    private FakeNode limitedOnce(String name) {
        FakeNode node = scenario.node(name);
        return node.pulling((_, _) -> {
            moments.add(seconds());
            return node.pulls.get() == 1 ? Optional.of(LIMITED) : Optional.empty();
        });
    }

    private long seconds() {
        return Duration.ofNanos(scenario.time.nanos()).toSeconds();
    }

    @RepeatedTest(TIMES)
    void aRefusalThatComesAfterThePauseBeginsAnotherAsLong() throws Exception {
        scenario.offering("r.io", 2, 1).retries = 2;
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(2);
        List<Long> lateMoments = Collections.synchronizedList(new ArrayList<>());
        scenario.also = event -> {
            if (event instanceof SyncEvent.Warned) {
                second.countDown();
            }
        };
        CountDownLatch bothBegan = new CountDownLatch(2);
        AtomicInteger ofFirst = new AtomicInteger();
        scenario.node("a").pulling((image, _) -> {
            boolean isLate = image.toString().contains("001");
            if (isLate) {
                // Before the other one goes on: then the clock does, too.
                lateMoments.add(seconds());
            }
            bothBegan.countDown();
            Latches.reached(bothBegan);
            if (isLate) {
                if (lateMoments.size() == 1) {
                    Latches.reached(late);
                    return Optional.of(LIMITED);
                }
            } else if (ofFirst.incrementAndGet() == 1) {
                return Optional.of(LIMITED);
            } else {
                late.countDown();
                Latches.reached(second);
            }
            return Optional.empty();
        });

        assertThat(scenario.run().pulled()).isEqualTo(2);

        assertThat(scenario.heard(SyncEvent.Warned.class))
                .extracting(SyncEvent.Warned::text)
                .hasSize(2)
                .allMatch(text -> text.endsWith("for 30s"));
        assertThat(lateMoments).containsExactly(0L, 60L);
    }

    @Test
    void aPullThatWasLetInJustBeforeThePauseIsNotTriedInIt() throws Exception {
        Pull pull = Given.pull(new NodeName("a"), ImageRef.of("r.io/000:1"), OptionalLong.empty());
        FakeNode node = scenario.node("a");
        RegistryBackoff backoff = new RegistryBackoff();
        backoff.heard(pull, 0, Optional.of(LIMITED), 0);
        PullTask one = new PullTask(
                pull,
                (limit, progress) -> node.pull(pull.image(), limit, progress),
                node,
                scenario.limits(),
                scenario.time,
                scenario.events::add,
                backoff,
                () -> {});

        assertThat(one.run()).isEmpty();

        assertThat(one.isBegun()).isFalse();
        assertThat(node.pulls).hasValue(0);
        assertThat(scenario.events).isEmpty();
    }

    /// What waits for its registry holds no slot of the node, the registry or the fleet, and no room on the disk.
    @ParameterizedTest
    @CsvSource({"1, 9, 0", "9, 1, 0", "9, 9, 80"})
    void whatWaitsHoldsNothing(int pullsANode, int pulls, int diskPercent) throws Exception {
        scenario.offering("a.io", 1, 100).offering("b.io", 1, 100).retries = 1;
        scenario.pullsANode = pullsANode;
        scenario.pulls = pulls;
        scenario.diskPercent = diskPercent;
        Gate pause = new Gate();
        scenario.time.beforeSleeping(pause::pass);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        FakeNode node = scenario.node("a").disk(1000, 440);
        node.pulling((image, _) -> {
            order.add(image.registry() + " " + seconds());
            if (image.registry().equals("a.io")) {
                return node.pulls.get() == 1 ? Optional.of(LIMITED) : Optional.empty();
            }
            pause.open(1);
            return Optional.empty();
        });

        assertThat(scenario.run().pulled()).isEqualTo(2);

        assertThat(order).containsExactly("a.io 0", "b.io 0", "a.io 30");
    }

    /// The limit of the registry counts for it too: while it was waiting, it was not one of the registry's pulls.
    @Test
    void whatWaitedComesFirstWithinTheLimitOfItsRegistry() throws Exception {
        scenario.offering("r.io", 3, 1).retries = 1;
        scenario.pullsARegistry = 1;
        FakeNode node = scenario.node("a");
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        node.pulling((image, _) -> {
            order.add(image.repository());
            return order.size() == 1 ? Optional.of(LIMITED) : Optional.empty();
        });

        assertThat(scenario.run().pulled()).isEqualTo(3);

        assertThat(order).containsExactly("000", "000", "001", "002");
    }

    @Test
    void aDiskThatCannotBeReadInThePauseDoesNotCountWhatWaits() throws Exception {
        scenario.offering("r.io", 1, 100).retries = 1;
        scenario.diskPercent = 80;
        FakeNode node = limitedOnce("a").disk(1000, 440);
        node.readingDisk = () -> node.disk = new Result.Failed<>(new CommandTimedOut(Duration.ofSeconds(20)));

        assertThat(scenario.run().pulled()).isEqualTo(1);
    }

    @Test
    void aPullThatWasBegunGoesOnAfterTheRunLimit() throws Exception {
        scenario.offering("r.io", 2, 1).retries = 1;
        scenario.pullsANode = 1;
        scenario.runLimit = Duration.ofSeconds(10);
        limitedOnce("a");

        RunReport report = scenario.run();

        assertThat(report.pulled()).isEqualTo(1);
        assertThat(notTried(report, "a")).containsExactly(Cause.RUN_LIMIT);
        assertThat(moments).containsExactly(0L, 30L);
    }

    @Test
    void aNodeWhoseLastPullsAreGivenUpInAPauseIsClosed() throws Exception {
        scenario.offering("r.io", 1, 2).offering("free.io", 1, 1);
        scenario.pullsARegistry = 1;
        scenario.runLimit = Duration.ofSeconds(10);
        CountDownLatch closed = new CountDownLatch(1);
        scenario.node("a").pulling((image, _) -> {
            if (image.registry().equals("r.io")) {
                return Optional.of(LIMITED);
            }
            Latches.reached(closed);
            return Optional.empty();
        });
        scenario.node("b").holding("free.io/000:1", 1).closing = closed::countDown;

        RunReport report = scenario.run();

        assertThat(report.pulled()).isEqualTo(1);
        assertThat(notTried(report, "b")).containsExactly(Cause.RUN_LIMIT);
    }
}
