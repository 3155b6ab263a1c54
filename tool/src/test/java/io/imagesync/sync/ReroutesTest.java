package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.PullFailure.TimedOut;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// RELAY=failed: what the registry does not give comes from a node in the same run.
class ReroutesTest {
    private static final PullFailure NOT_FOUND = new Refused(Kind.NOT_FOUND, 1, "not found");
    private static final PullFailure UNREACHABLE = new Refused(Kind.REGISTRY_UNREACHABLE, 1, "dial tcp");
    private static final Set<Kind> HELPED = Set.of(
            Kind.NOT_FOUND,
            Kind.UNAUTHORIZED,
            Kind.FORBIDDEN,
            Kind.PROXY,
            Kind.REGISTRY_ERROR,
            Kind.REGISTRY_UNREACHABLE,
            Kind.CONNECTION_BROKEN,
            Kind.NO_IMAGE,
            Kind.TLS,
            Kind.SHORT_NAME);

    private final Scenario scenario = new Scenario();
    private final FakeNode node = scenario.node("b");

    @BeforeEach
    void oneImage() {
        scenario.relay = RelayMode.FAILED;
        scenario.offering("r.io", 1, 100);
    }

    private void pullsFail(PullFailure why) {
        node.pulling((_, _) -> Optional.of(why));
    }

    /// Of each image that was planned one end, and of each end one event.
    private RunReport run() throws Exception {
        RunReport report = Scenario.assertDone(scenario.end(false)).report();
        assertThat(report.outcomes())
                .extracting(
                        outcome -> outcome.pull().node() + " " + outcome.pull().image())
                .containsExactlyInAnyOrderElementsOf(report.plan().pulls().stream()
                        .map(pull -> pull.node() + " " + pull.image())
                        .toList());
        assertThat(scenario.heard(SyncEvent.PullEnded.class))
                .extracting(SyncEvent.PullEnded::outcome)
                .containsExactlyInAnyOrderElementsOf(report.outcomes());
        scenario.assertAllClosed();
        return report;
    }

    @Test
    void whatTheRegistryRefusedComesFromANode() throws Exception {
        pullsFail(NOT_FOUND);
        RunReport report = run();

        assertThat(report.relayed()).isEqualTo(1);
        assertThat(report.failed()).isZero();
        assertThat(scenario.through.sends).containsExactly("r.io/000:1 from source to b");
        assertThat(scenario.heard(SyncEvent.Rerouted.class)).singleElement().satisfies(event -> {
            assertThat(event.pull().isRelay()).isFalse();
            assertThat(event.relay()).isEqualTo(report.outcomes().getFirst().pull());
            assertThat(event.why()).contains("not found");
        });
    }

    @Test
    void whatIsPulledIsNotRelayed() throws Exception {
        assertThat(run().relayed()).isZero();
        assertThat(scenario.through.looks).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void onlyWhatTheRegistryIsAtFaultForIsRelayed(Kind kind) throws Exception {
        pullsFail(new Refused(kind, 1, ""));
        assertThat(run().relayed()).isEqualTo(HELPED.contains(kind) ? 1 : 0);
    }

    @Test
    void aRegistryThatDropsPacketsIsNotWaitedForTwice() throws Exception {
        node.pulling((_, limit) -> {
            scenario.time.pass(limit);
            return Optional.of(new TimedOut(limit).silent("r.io"));
        });
        assertThat(run().relayed()).isEqualTo(1);
    }

    @Test
    void aPullThatWasSlowIsNotRelayed() throws Exception {
        pullsFail(new TimedOut(Duration.ofMinutes(30)));
        assertThat(run().failed()).isEqualTo(1);
    }

    @Test
    void whatIsNotPulledFromABlockedRegistryIsRelayedToo() throws Exception {
        scenario.offering("r.io", 8, 100);
        scenario.pullsANode = 1;
        pullsFail(UNREACHABLE);
        RunReport report = run();

        assertThat(report.relayed()).isEqualTo(8);
        assertThat(node.pulls).hasValueLessThan(8);
    }

    @Test
    void withoutASourceTheRegistrysWordsStand() throws Exception {
        pullsFail(NOT_FOUND);
        scenario.through.hasAll = _ -> false;
        assertThat(run().outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(NOT_FOUND));
        assertThat(scenario.heard(SyncEvent.Rerouted.class)).isEmpty();
    }

    @Test
    void aRelayThatFailsToo() throws Exception {
        pullsFail(NOT_FOUND);
        PullFailure broken = new Refused(Kind.OTHER, 1, "broken");
        scenario.through.sending = (_, _, _) -> Optional.of(broken);
        assertThat(run().outcomes()).singleElement().isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.why()).isEqualTo(broken);
            assertThat(failed.pull().isRelay()).isTrue();
        });
    }

    @Test
    void afterRunLimitNothingIsRelayedAndThePullHasFailed() throws Exception {
        scenario.runLimit = Duration.ofMinutes(1);
        node.pulling((_, _) -> {
            scenario.time.pass(Duration.ofMinutes(2));
            return Optional.of(NOT_FOUND);
        });
        assertThat(run().outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(NOT_FOUND));
        assertThat(scenario.through.sends).isEmpty();
    }

    @Test
    void aSignalEndsTheLookAndThePullHasFailed() throws Exception {
        pullsFail(NOT_FOUND);
        CountDownLatch looking = new CountDownLatch(1);
        scenario.through.looking = () -> {
            looking.countDown();
            new CountDownLatch(1).await();
        };
        SyncRun run = scenario.syncRun();
        var end = scenario.start(run, false);
        looking.await();
        run.cancel("SIGTERM");
        assertThat(scenario.report(end).failed()).isEqualTo(1);
    }

    @Test
    void withLoadedAFailedPullIsNotRelayed() throws Exception {
        scenario.relay = RelayMode.LOADED;
        pullsFail(NOT_FOUND);
        assertThat(run().failed()).isEqualTo(1);
        assertThat(scenario.through.looks).hasValue(0);
    }

    @Test
    void whatFailedInAnEarlierRunIsRelayedAtOnceOrStaysHeldBack() throws Exception {
        Skip held = new Skip(new NodeName("b"), ImageRef.of("r.io/000:1"), Skip.Reason.REMEMBERED, "not found", true);
        scenario.memory = _ -> List.of(held);
        assertThat(run().relayed()).isEqualTo(1);
        assertThat(node.pulls).hasValue(0);

        scenario.events.clear();
        scenario.through.hasAll = _ -> false;
        assertThat(run().plan().skips()).containsExactly(held);
    }
}
