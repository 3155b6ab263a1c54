package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.AuthenticationFailed;
import io.imagesync.model.ConnectFailure.Refused;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.RuntimeUnavailable;
import io.imagesync.model.NodeName;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Asking the nodes: what is tried again, who is left out, and when a run is not possible.
class SurveyTest {
    private static final Failure REFUSED = new Refused("10.0.0.1:22");
    private static final Failure DENIED = new AuthenticationFailed("root", "a", "");

    /// Half of what an answer may take.
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final Scenario scenario = new Scenario();

    private SyncRun.End.NotPossible notPossible() throws Exception {
        SyncRun.End end = scenario.end(false);
        scenario.assertAllClosed();
        assertThat(end).isInstanceOf(SyncRun.End.NotPossible.class);
        SyncRun.End.NotPossible impossible = (SyncRun.End.NotPossible) end;
        assertThat(scenario.heard(SyncEvent.Impossible.class))
                .containsExactly(new SyncEvent.Impossible(impossible.what(), impossible.remedy()));
        assertThat(scenario.heard(SyncEvent.Planned.class)).isEmpty();
        return impossible;
    }

    @Test
    void theReportHasWhatWasWhereBeforeThePulls() throws Exception {
        scenario.offering("r.io", 1, 1).node("a");
        RunReport report = scenario.run();
        assertThat(report.pulled()).isEqualTo(1);
        assertThat(report.matrix().rows())
                .extracting(Matrix.Row::cells)
                .containsExactly(Map.of(new NodeName("a"), Matrix.Cell.MISSING));
    }

    @Test
    void aConnectionThatFailsForARetryableReasonIsTriedAgain() throws Exception {
        scenario.retries = 2;
        scenario.node("a").failsToOpen(REFUSED, REFUSED);
        scenario.node("b");
        assertThat(scenario.run().leftOut()).isEmpty();
        assertThat(scenario.node("a").opens).hasValue(3);
        assertThat(scenario.time.sleeps()).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void aNodeThatIsTriedAgainIsToldSoAndIsConnectedOnce() throws Exception {
        scenario.retries = 2;
        Failure busy = new RuntimeUnavailable("starting");
        scenario.node("a").failsToOpen(REFUSED).failsToList(busy);
        scenario.node("b");
        scenario.run();
        assertThat(scenario.heard(SyncEvent.AskingAgain.class))
                .containsExactly(
                        new SyncEvent.AskingAgain(new NodeName("a"), REFUSED, Duration.ofSeconds(2)),
                        new SyncEvent.AskingAgain(new NodeName("a"), busy, Duration.ofSeconds(4)));
        assertThat(scenario.heard(SyncEvent.Connected.class))
                .filteredOn(event -> event.node().equals(new NodeName("a")))
                .hasSize(1);
    }

    @Test
    void aListingThatFailsForARetryableReasonIsTriedOnANewConnection() throws Exception {
        scenario.retries = 1;
        scenario.node("a").failsToList(new RuntimeUnavailable("starting"));
        scenario.node("b");
        assertThat(scenario.run().leftOut()).isEmpty();
        assertThat(scenario.node("a").opens).hasValue(2);
    }

    @Test
    void aNodeThatWaitsForItsNextTryKeepsNoOtherWaiting() throws Exception {
        scenario.connections = 1;
        scenario.retries = 1;
        CountDownLatch otherConnected = new CountDownLatch(1);
        AtomicBoolean met = new AtomicBoolean();
        scenario.also = event -> {
            if (event.equals(new SyncEvent.Connected(new NodeName("b")))) {
                otherConnected.countDown();
            }
        };
        scenario.time.whileSleeping(() -> met.set(reached(otherConnected)));
        scenario.node("a").failsToOpen(REFUSED);
        scenario.node("b");
        assertThat(scenario.run().leftOut()).isEmpty();
        assertThat(met).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 0"})
    void whereMoreNodesAreListedThanMayBeConnectedEachLetsGoOfItsConnection(int connections, int rests)
            throws Exception {
        scenario.connections = connections;
        scenario.node("a");
        scenario.node("b");
        scenario.run();
        assertThat(scenario.node("a").rests).hasValue(rests);
        assertThat(scenario.node("b").rests).hasValue(rests);
    }

    private static boolean reached(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void aNodeThatTookAsLongAsAnAnswerMayIsNotAskedAgain() throws Exception {
        scenario.retries = 5;
        scenario.node("a").failsToOpen(REFUSED, REFUSED, REFUSED).opening = () -> scenario.time.pass(TEN_SECONDS);
        scenario.node("b");
        scenario.node("c");
        assertThat(scenario.run().leftOut()).containsExactly(new Survey.LeftOut(new NodeName("a"), REFUSED, 2));
        assertThat(scenario.node("a").opens).hasValue(2);
    }

    @Test
    void triesComeToAnEnd() throws Exception {
        scenario.retries = 1;
        scenario.node("a").failsToOpen(REFUSED, REFUSED, REFUSED);
        scenario.node("b");
        scenario.node("c");
        assertThat(scenario.run().leftOut()).containsExactly(new Survey.LeftOut(new NodeName("a"), REFUSED, 2));
        assertThat(scenario.node("a").opens).hasValue(2);
    }

    @Test
    void whatCannotPassIsNotTriedAgain() throws Exception {
        scenario.retries = 2;
        scenario.node("a").failsToOpen(DENIED);
        scenario.node("b").failsToList(new ListingInvalid("no JSON"));
        scenario.offering("r.io", 1, 1).node("c");
        RunReport report = scenario.run();
        assertThat(report.leftOut()).hasSize(2);
        assertThat(report.pulled()).isEqualTo(1);
        assertThat(scenario.time.sleeps()).isEmpty();
    }

    @Test
    void surveysKeepTheOrderOfTheNodes() throws Exception {
        List<String> names = List.of("z", "a", "m", "b", "y");
        names.forEach(scenario::node);
        assertThat(scenario.run().surveys()).extracting(s -> s.node().text()).containsExactlyElementsOf(names);
    }

    @Test
    void oneReadableNodeIsTooFew() throws Exception {
        scenario.node("a").failsToOpen(DENIED);
        scenario.offering("r.io", 1, 1);
        assertThat(notPossible().what()).startsWith("1 of 2 nodes could be read");
    }

    @Test
    void oneReadableNodeIsEnoughForImagesByName() throws Exception {
        scenario.node("a").failsToOpen(DENIED);
        scenario.node("b");
        scenario.images = List.of(ImageRef.of("r.io/wanted:1"));
        assertThat(scenario.run().pulled()).isEqualTo(1);
    }

    @Test
    void noReadableNodeIsTooFewInAnyCase() throws Exception {
        scenario.node("a").failsToOpen(DENIED);
        scenario.images = List.of(ImageRef.of("r.io/wanted:1"));
        assertThat(notPossible().surveys()).hasSize(1);
    }

    @Test
    void aSourceNodeMustBeReadable() throws Exception {
        scenario.sources = Set.of(new NodeName("a"));
        scenario.node("a").failsToOpen(DENIED);
        scenario.node("b");
        scenario.node("c");
        assertThat(notPossible().what()).isEqualTo("no source node could be read");
    }
}
