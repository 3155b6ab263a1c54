package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Nodes that have got an image in a run send it to the next ones.
class NewSourcesTest {
    private static final PullFailure BROKEN = new Refused(Kind.REGISTRY_ERROR, 1, "broken off");
    private static final PullFailure UNREACHABLE = new Refused(Kind.REGISTRY_UNREACHABLE, 1, "dial tcp");

    private final Scenario scenario = new Scenario();

    /// What `a` has goes after so many relays, which are made one after the other. Who sends has to be connected.
    private void losingAfter(int relays, String... lacking) {
        scenario.relay = RelayMode.LOADED;
        scenario.relays = 1;
        scenario.retries = 1;
        scenario.node("a").holdingByHand("hand:1", "x");
        List.of(lacking).forEach(scenario::node);
        CountDownLatch ended = new CountDownLatch(relays);
        scenario.also = event -> {
            if (event instanceof SyncEvent.PullEnded) {
                ended.countDown();
            }
        };
        scenario.through.sending = (offer, _, _) -> {
            String source = offer.source().where();
            if (scenario.through.sends.size() > relays) {
                ended.await();
            }
            boolean lost = source.equals("a") && scenario.through.sends.size() > relays;
            return lost || scenario.node(source).isClosed() ? Optional.of(BROKEN) : Optional.empty();
        };
    }

    @Test
    void theFirstThatHasGotItSendsItWhenItsSourceCannotAnyMore() throws Exception {
        losingAfter(1, "b", "c");
        scenario.through.hasAll = where -> scenario.through.sends.isEmpty() || !where.equals("a");

        assertThat(scenario.run().relayed()).isEqualTo(2);
        assertThat(scenario.through.sends)
                .containsExactly(
                        "docker.io/library/hand:1 from a to b",
                        "docker.io/library/hand:1 from a to c",
                        "docker.io/library/hand:1 from b to c");
    }

    @Test
    void whoHadItBeforeIsAskedFirst() throws Exception {
        losingAfter(1, "b", "c");
        scenario.run();
        assertThat(scenario.through.sends).last().isEqualTo("docker.io/library/hand:1 from a to c");
    }

    @Test
    void onlySourceNodesSendWhatTheyHaveGot() throws Exception {
        losingAfter(1, "b", "c");
        scenario.sources = Set.of(new NodeName("a"));
        scenario.through.hasAll = where -> scenario.through.sends.isEmpty() || !where.equals("a");
        RunReport report = scenario.run();

        assertThat(report.relayed()).isEqualTo(1);
        assertThat(report.outcomes())
                .filteredOn(Outcome.Failed.class::isInstance)
                .hasSize(1);
    }

    @Test
    void twoOfThoseThatHaveGotItStayConnected() throws Exception {
        losingAfter(4, "b", "c", "d", "e", "f");
        Set<String> asked = new ConcurrentSkipListSet<>();
        scenario.through.hasAll = where -> {
            asked.add(where);
            return scenario.through.sends.size() < 5;
        };
        assertThat(scenario.run().failed()).isEqualTo(1);
        assertThat(asked).hasSize(3).contains("a");
    }

    /// `b` gets it from the registry, and then `c` does not.
    private RunReport onlyBPulls(String image) throws Exception {
        scenario.relay = RelayMode.FAILED;
        scenario.images = List.of(ImageRef.of(image));
        CountDownLatch pulled = new CountDownLatch(1);
        scenario.also = event -> {
            if (event instanceof SyncEvent.PullEnded(var end)
                    && end.pull().node().text().equals("b")) {
                pulled.countDown();
            }
        };
        scenario.node("b");
        scenario.node("c").pulling((_, _) -> {
            pulled.await();
            return Optional.of(UNREACHABLE);
        });
        return Scenario.assertDone(scenario.end(false)).report();
    }

    @Test
    void whatOneHasPulledComesFromThereToTheOthers() throws Exception {
        assertThat(onlyBPulls("r.io/new:1").relayed()).isEqualTo(1);
        assertThat(scenario.through.sends).containsExactly("r.io/new:1 from b to c");
    }

    @Test
    void whatOneHasPulledMayBeAnotherImageThanTheOneThatIsHeld() throws Exception {
        scenario.node("a").holding("r.io/held:1", 5);
        scenario.through.hasAll = where -> !where.equals("a");
        assertThat(onlyBPulls("r.io/held:1").failed()).isEqualTo(1);
        assertThat(scenario.through.sends).isEmpty();
    }
}
