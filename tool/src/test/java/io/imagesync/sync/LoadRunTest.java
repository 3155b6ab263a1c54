package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Descriptor;
import io.imagesync.model.DiskLimit;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.Result;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Contents.Taker;
import io.imagesync.plan.Loading;
import io.imagesync.plan.Loading.Given;
import io.imagesync.relay.Blobs;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A run that brings images from a file to nodes.
class LoadRunTest {
    private static final ImageRef APP = ImageRef.of("reg.example/app:1");

    private final Scenario scenario = new Scenario();

    /// The fake relay reads nothing.
    private record File(String where) implements Blobs {
        @Override
        public Result<Optional<Descriptor>> target(ImageRef name, Duration limit) {
            throw new AssertionError();
        }

        @Override
        public Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) {
            throw new AssertionError();
        }

        @Override
        public Optional<Failure> read(String digest, long offset, Duration limit, Taker to) {
            throw new AssertionError();
        }
    }

    private LoadRun run(String... receivers) {
        Loading loading = new Loading(
                List.of(new Given(APP, Set.of("sha256:" + APP), 100)),
                List.of(),
                Set.of(receivers).stream().map(NodeName::new).collect(Collectors.toSet()),
                OptionalLong.empty(),
                new DiskLimit(0));
        return new LoadRun(
                scenario::open,
                scenario.through,
                List.of(new File("images.tar")),
                loading,
                scenario.limits(),
                scenario.time,
                scenario.events::add);
    }

    @Test
    void eachNodeThatLacksItGetsItFromTheFile() throws Exception {
        scenario.node("a");
        scenario.node("b").holding(APP.toString(), 100);
        scenario.node("c");

        RunReport report = scenario.report(scenario.start(run(), false));

        assertThat(scenario.through.sends)
                .containsExactlyInAnyOrder(APP + " from images.tar to a", APP + " from images.tar to c");
        assertThat(report.complete()).isTrue();
        assertThat(report.plan().pulls()).extracting(Pull::words).contains("Relaying " + APP + " from images.tar to a");
        assertThat(scenario.through.closes).hasValue(1);
    }

    @Test
    void oneNodeIsEnough() throws Exception {
        scenario.node("a");

        assertThat(scenario.report(scenario.start(run(), false)).pulled()).isEqualTo(1);
    }

    @Test
    void aDryRunSendsNothing() throws Exception {
        scenario.node("a");

        assertThat(Scenario.assertDone(scenario.start(run(), true).get())
                        .report()
                        .plan()
                        .pulls())
                .hasSize(1);
        assertThat(scenario.through.sends).isEmpty();
        scenario.assertAllClosed();
    }

    @Test
    void nodesThatDoNotReceiveAreNotAsked() throws Exception {
        FakeNode other = scenario.node("b");
        scenario.node("a");

        Scenario.assertDone(scenario.start(run("a"), false).get());

        assertThat(other.opens).hasValue(0);
        assertThat(scenario.through.sends).containsExactly(APP + " from images.tar to a");
    }

    @Test
    void withoutAnyNodeItIsNotPossible() throws Exception {
        scenario.node("a").failsToOpen(new NodeFailure.ListingInvalid("nothing"));

        assertThat(scenario.start(run(), false).get()).isInstanceOf(SyncRun.End.NotPossible.class);
        assertThat(scenario.heard(SyncEvent.Impossible.class)).hasSize(1);
    }

    @Test
    void aNodeThatCannotTakeItLeavesTheRunIncomplete() throws Exception {
        scenario.node("a");
        scenario.through.hasAll = _ -> false;

        RunReport report = scenario.report(scenario.start(run(), false));

        assertThat(report.plan().skips()).extracting(Skip::isUndone).containsExactly(true);
        assertThat(report.complete()).isFalse();
    }

    @Test
    void relaysKeepToTheirLimit() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier two = new CyclicBarrier(2);
        scenario.relays = 2;
        for (int i = 0; i < 8; i++) {
            scenario.node("n" + i);
        }
        scenario.through.sending = (_, _, _) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            meet(two);
            now.decrementAndGet();
            return Optional.empty();
        };

        assertThat(scenario.report(scenario.start(run(), false)).pulled()).isEqualTo(8);
        assertThat(most).hasValue(2);
    }

    private static void meet(CyclicBarrier others) throws InterruptedException {
        try {
            others.await(10, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSignalEndsIt() throws Exception {
        scenario.node("a");
        LoadRun run = run();
        scenario.through.sending = (_, _, _) -> {
            run.cancel("SIGTERM");
            Thread.sleep(Duration.ofSeconds(30));
            return Optional.empty();
        };

        RunReport report = scenario.report(scenario.start(run, false));

        assertThat(report.cancelled()).isTrue();
        assertThat(report.outcomes())
                .allMatch(outcome ->
                        outcome instanceof Outcome.Failed failed && failed.why() instanceof PullFailure.Cancelled);
    }
}
