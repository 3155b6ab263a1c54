package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Images that come through this host because no registry has them: RELAY=loaded and RELAY=always.
class RelaysTest {
    private static final PullFailure BROKEN = new Refused(Kind.REGISTRY_ERROR, 1, "broken off");

    private final Scenario scenario = new Scenario();

    @BeforeEach
    void oneImageLoadedByHand() {
        scenario.relay = RelayMode.LOADED;
        scenario.node("a").holdingByHand("hand:1", "x");
    }

    @Test
    void anImageLoadedByHandComesFromTheNodeThatHasIt() throws Exception {
        scenario.node("b");
        RunReport report = scenario.run();

        assertThat(scenario.through.sends).containsExactly("docker.io/library/hand:1 from a to b");
        assertThat(scenario.node("b").pulls).hasValue(0);
        assertThat(report.relayed()).isEqualTo(1);
        Pull planned = report.plan().pulls().getFirst();
        assertThat(planned.words()).isEqualTo("Relaying docker.io/library/hand:1 from a to b");
        assertThat(planned.missing()).isEqualTo(OptionalLong.of(10));
        assertThat(scenario.heard(SyncEvent.PullStarted.class)).containsExactly(new SyncEvent.PullStarted(planned));
        assertThat(scenario.through.closes).hasValue(1);
    }

    @Test
    void aDryRunHasTheSamePlan() throws Exception {
        scenario.node("b");
        Plan plan = Scenario.assertDone(scenario.end(true)).report().plan();

        assertThat(plan.pulls())
                .extracting(Pull::words)
                .containsExactly("Relaying docker.io/library/hand:1 from a to b");
        assertThat(scenario.through.sends).isEmpty();
        assertThat(plan).isEqualTo(scenario.run().plan());
    }

    @Test
    void aLayerOfSeveralImagesIsCountedOnceForEachNode() throws Exception {
        scenario.node("a").holdingByHand("hand:2", "y");
        scenario.node("b");
        scenario.node("c");
        RunReport report = scenario.run();

        assertThat(report.plan().pulls())
                .extracting(pull -> pull.node() + " " + pull.missing().orElseThrow())
                .containsExactly("b 10", "b 0", "c 10", "c 0");
        assertThat(report.relayed()).isEqualTo(4);
    }

    @Test
    void theNextHolderSendsWhatTheFirstHasNotWhole() throws Exception {
        scenario.node("b");
        scenario.node("c").holdingByHand("hand:1", "x");
        scenario.through.hasAll = where -> where.equals("c");
        scenario.run();
        assertThat(scenario.through.sends).containsExactly("docker.io/library/hand:1 from c to b");
    }

    @Test
    void withoutASourceItIsASkip() throws Exception {
        scenario.node("b");
        scenario.through.hasAll = _ -> false;
        RunReport report = scenario.run();

        Plan.NodePlan part = report.plan().nodes().get(1);
        assertThat(part.skips()).extracting(Skip::reason).containsExactly(Skip.Reason.NOT_RELAYED);
        assertThat(part.missing()).isZero();
        assertThat(part.skipped()).isEqualTo(1);
        assertThat(report.complete()).isTrue();
    }

    @Test
    void aSourceThatCouldNotBeLookedAtLeavesSomethingUndone() throws Exception {
        scenario.node("b");
        scenario.through.hasAll = _ -> false;
        scenario.through.noSource = BROKEN;
        RunReport report = scenario.run();

        assertThat(report.plan().skips()).extracting(Skip::reason).containsExactly(Skip.Reason.SOURCE_UNKNOWN);
        assertThat(report.missing().get(new NodeName("b"))).isEqualTo(1);
        assertThat(report.complete()).isFalse();
    }

    @Test
    void afterATryThatFailedAnotherSourceMaySend() throws Exception {
        scenario.retries = 1;
        scenario.node("b");
        scenario.node("c").holdingByHand("hand:1", "x");
        scenario.through.sending = (offer, _, _) -> {
            scenario.through.hasAll = where -> where.equals("c");
            return offer.source().where().equals("a") ? Optional.of(BROKEN) : Optional.empty();
        };
        RunReport report = scenario.run();

        assertThat(scenario.through.sends)
                .containsExactly("docker.io/library/hand:1 from a to b", "docker.io/library/hand:1 from c to b");
        assertThat(report.relayed()).isEqualTo(1);
    }

    @Test
    void aRelayThatFailsIsAFailedPullWithItsTries() throws Exception {
        scenario.retries = 2;
        scenario.node("b");
        scenario.through.sending = (_, _, _) -> Optional.of(BROKEN);
        assertThat(scenario.run().outcomes()).singleElement().isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.why()).isEqualTo(BROKEN);
            assertThat(failed.attempts()).isEqualTo(3);
        });
    }

    @Test
    void aRelayHasTimeOutForAllItsTries() throws Exception {
        scenario.pull = Duration.ofMinutes(5);
        scenario.retries = 1;
        scenario.node("b");
        List<Duration> given = new CopyOnWriteArrayList<>();
        scenario.through.looking = () -> scenario.time.pass(Duration.ofSeconds(7));
        scenario.through.sending = (_, _, limit) -> {
            given.add(limit);
            scenario.time.pass(Duration.ofSeconds(100));
            return Optional.of(BROKEN);
        };
        scenario.run();
        assertThat(given).containsExactly(Duration.ofMinutes(5), Duration.ofSeconds(300 - 100 - 2 - 7));
    }

    @Test
    void notMoreAreRelayedAtOnceThanMaxRelays() throws Exception {
        scenario.relays = 2;
        IntStream.range(0, 12).forEach(i -> scenario.node("a").holdingByHand("r.io/" + i + ":1", "y" + i));
        scenario.node("b");
        scenario.node("c");
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        scenario.through.sending = (_, _, _) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.sleep(2);
            running.decrementAndGet();
            return Optional.empty();
        };
        assertThat(scenario.run().relayed()).isEqualTo(26);
        assertThat(most).hasValueBetween(1, 2);
    }

    @Test
    void theRegistrysLimitIsForPullsOnly() throws Exception {
        scenario.pullsARegistry = 1;
        scenario.node("a").holdingByHand("hand:2", "y");
        scenario.node("b");
        CountDownLatch both = new CountDownLatch(2);
        scenario.through.sending = (_, _, _) -> {
            both.countDown();
            both.await();
            return Optional.empty();
        };
        assertThat(scenario.run().relayed()).isEqualTo(2);
    }

    @Test
    void onlySourceNodesSend() throws Exception {
        scenario.relay = RelayMode.ALWAYS;
        scenario.node("b");
        scenario.node("c").holdingByHand("hand:1", "x");
        scenario.sources = Set.of(new NodeName("c"));
        scenario.run();
        assertThat(scenario.through.sends).containsExactly("docker.io/library/hand:1 from c to b");
    }

    @Test
    void withAlwaysNoRegistryIsAsked() throws Exception {
        scenario.relay = RelayMode.ALWAYS;
        scenario.node("a").holding("r.io/pulled:1", 5);
        scenario.node("b");
        assertThat(scenario.run().relayed()).isEqualTo(2);
        assertThat(scenario.node("b").pulls).hasValue(0);
    }

    @Test
    void theSourceStaysConnectedUntilItHasSent() throws Exception {
        scenario.node("b");
        scenario.through.sending = (_, _, _) -> scenario.node("a").isClosed() ? Optional.of(BROKEN) : Optional.empty();
        assertThat(scenario.run().relayed()).isEqualTo(1);
    }

    @Test
    void whatAKilledRunHasLeftIsTakenAway() throws Exception {
        String one = "127.0.0.1:4001/image-sync-0123456789abcdef/hand:1";
        String other = "127.0.0.1:4001/image-sync-0123456789abcdef/hand:2";
        scenario.node("b").leftWith(one, other);
        Scenario.assertDone(scenario.end(true));
        assertThat(scenario.node("b").contents.unnamed).isEmpty();

        scenario.run();
        assertThat(scenario.node("b").contents.unnamed).containsExactly(one, other);
        assertThat(scenario.node("a").contents.unnamed).isEmpty();
    }

    @Test
    void withoutRelaysNothingIsTakenAway() throws Exception {
        scenario.relay = RelayMode.NO;
        scenario.node("b").leftWith("127.0.0.1:4001/image-sync-0123456789abcdef/hand:1");
        scenario.run();
        assertThat(scenario.node("b").contents.unnamed).isEmpty();
    }

    @Test
    void aNameThatCannotBeTakenAwayHoldsNobodyUp() throws Exception {
        scenario.node("b").leftWith("127.0.0.1:4001/image-sync-0123456789abcdef/hand:1", "127.0.0.1:4001/x");
        scenario.node("b").contents.failure = Optional.of(BROKEN);
        assertThat(scenario.run().relayed()).isEqualTo(1);
        assertThat(scenario.node("b").contents.unnamed).hasSize(1);
    }

    @Test
    void aSignalEndsTheLookForSources() throws Exception {
        scenario.node("b");
        CountDownLatch looking = new CountDownLatch(1);
        scenario.through.looking = () -> {
            looking.countDown();
            new CountDownLatch(1).await();
        };
        SyncRun run = scenario.syncRun();
        CompletableFuture<SyncRun.End> end = scenario.start(run, false);
        looking.await();
        run.cancel("SIGTERM");

        RunReport report = scenario.report(end);
        assertThat(Scenario.notTried(report, "b")).containsExactly(Outcome.Cause.CANCELLED);
    }

    @Test
    void aSignalEndsARelay() throws Exception {
        scenario.node("b");
        CountDownLatch sending = new CountDownLatch(1);
        scenario.through.sending = (_, _, _) -> {
            sending.countDown();
            new CountDownLatch(1).await();
            return Optional.empty();
        };
        SyncRun run = scenario.syncRun();
        CompletableFuture<SyncRun.End> end = scenario.start(run, false);
        sending.await();
        run.cancel("SIGTERM");

        assertThat(scenario.report(end).outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.why()).isEqualTo(new PullFailure.Cancelled()));
    }
}
