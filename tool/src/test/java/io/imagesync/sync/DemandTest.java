package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.Refused;
import io.imagesync.model.CreationTimes;
import io.imagesync.model.Demand;
import io.imagesync.model.Demand.Need;
import io.imagesync.model.Demand.Waiting;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure;
import io.imagesync.model.RunReport;
import io.imagesync.model.SeedFirst;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs that workloads of a cluster ask for.
class DemandTest {
    private final Scenario scenario = new Scenario();
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

    private FakeNode recorded(String name) {
        FakeNode node = scenario.node(name);
        return node.pulling((image, _) -> {
            begun.add(name + " " + image);
            node.gets(image);
            return Optional.empty();
        });
    }

    private static Demand needing(String image, String... nodes) {
        Optional<Set<NodeName>> on = nodes.length == 0
                ? Optional.empty()
                : Optional.of(Set.copyOf(Arrays.stream(nodes).map(NodeName::new).toList()));
        return new Demand(true, Map.of(ImageRef.of(image), new Need(List.of("t/api"), on)), List.of(), List.of());
    }

    private static Demand awaiting(String node, String image) {
        Waiting pod = new Waiting("t/api-1", new NodeName(node), ImageRef.of(image), "ErrImagePull");
        return new Demand(true, Map.of(), List.of(pod), List.of());
    }

    @Test
    void oneReadableNodeIsEnoughForWhatWorkloadsName() throws Exception {
        scenario.demand = needing("r.io/app:1");
        scenario.sources = Set.of(new NodeName("lost"));
        recorded("a");
        scenario.node("lost").failsToOpen(new Refused("lost:22"));

        RunReport report = scenario.run();

        assertThat(begun).containsExactly("a r.io/app:1");
        assertThat(report.pulled()).isEqualTo(1);
    }

    @Test
    void oneReadableNodeIsEnoughWhereOnlyWhatIsNamedIsWanted() throws Exception {
        scenario.union = false;
        scenario.node("a").holding("r.io/app:1", 1);
        assertThat(scenario.run().plan().isInStep()).isTrue();
    }

    @Test
    void withoutAReadableNodeARunIsNotPossible() throws Exception {
        scenario.demand = needing("r.io/app:1");
        scenario.node("lost").failsToOpen(new Refused("lost:22"));
        assertThat(scenario.end(false))
                .isInstanceOfSatisfying(
                        SyncRun.End.NotPossible.class,
                        end -> assertThat(end.what()).isEqualTo("no node could be read"));
    }

    @Test
    void aSingleNodeStillHasNothingToCompareWithoutWorkloads() throws Exception {
        scenario.node("a").holding("r.io/app:1", 1);
        assertThat(scenario.end(false)).isInstanceOf(SyncRun.End.NotPossible.class);
    }

    /// With seeds the node of the pod is the one that all others wait for.
    @ParameterizedTest
    @EnumSource
    void whatAPodWaitsForIsTheFirstOfAllPulls(SeedFirst seedFirst) throws Exception {
        scenario.seedFirst = seedFirst;
        scenario.pulls = 1;
        scenario.node("source")
                .holding("r.io/big:1", 900)
                .holding("r.io/mid:1", 500)
                .holding("r.io/small:1", 1);
        recorded("a");
        recorded("b");
        recorded("c");
        scenario.demand = awaiting("c", "r.io/small:1");

        scenario.run();

        assertThat(begun).hasSize(9).startsWith("c r.io/small:1");
    }

    /// Images of one repository do not wait for each other then.
    @Test
    void whatAPodWaitsForDoesNotWaitForItsRepository() throws Exception {
        scenario.pullsANode = 2;
        scenario.node("source")
                .holding("r.io/app:big", 900)
                .holding("r.io/app:small", 2)
                .holding("r.io/x:1", 500);
        recorded("a");
        scenario.demand = new Demand(
                true,
                Map.of(),
                List.of(
                        new Waiting("t/1", new NodeName("a"), ImageRef.of("r.io/app:big"), "ErrImagePull"),
                        new Waiting("t/2", new NodeName("a"), ImageRef.of("r.io/app:small"), "ErrImagePull")),
                List.of());

        scenario.run();

        assertThat(begun.subList(0, 2)).containsExactlyInAnyOrder("a r.io/app:big", "a r.io/app:small");
    }

    @Test
    void whatIsNamedBeginsEarlyThoughNewerTagsAreNotKnownYet() throws Exception {
        scenario.patience = Duration.ofSeconds(5);
        scenario.upkeep = new Upkeep(List.of(), new FakePinMemory(), OptionalInt.of(1), new KnownTimes());
        scenario.demand = needing("r.io/app:1");
        scenario.node("source").holding("r.io/app:1", 1).holding("r.io/other:1", 1);
        CountDownLatch pulled = new CountDownLatch(1);
        FakeNode node = recorded("a");
        FakeNode.Pulling pulling = node.pulling;
        node.pulling((image, limit) -> {
            Optional<PullFailure> none = pulling.pull(image, limit);
            pulled.countDown();
            return none;
        });
        Gate answering = new Gate();
        scenario.node("late").opening = answering::pass;
        CompletableFuture<SyncRun.End> running = scenario.start();

        assertThat(pulled.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(begun).containsExactly("a r.io/app:1");
        answering.open(1);
        assertThat(scenario.report(running).pulled()).isEqualTo(4);
    }

    private static final class KnownTimes implements CreationTimes {
        @Override
        public Map<String, Instant> known() {
            return Map.of();
        }

        @Override
        public void keep(Map<String, Instant> now) {}
    }
}
