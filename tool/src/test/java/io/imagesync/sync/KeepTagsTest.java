package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.CreationTimes;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Result;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Tags that are not among the newest of their repository are not brought to other nodes.
class KeepTagsTest {
    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

    private final Scenario scenario = new Scenario();
    private final FakeTimes times = new FakeTimes();

    private static final class FakeTimes implements CreationTimes {
        private volatile Map<String, Instant> known = Map.of();
        private int writes;

        @Override
        public Map<String, Instant> known() {
            return known;
        }

        @Override
        public synchronized void keep(Map<String, Instant> now) {
            known = now;
            writes++;
        }
    }

    private void keep(int tags) {
        scenario.upkeep = new Upkeep(List.of(), new FakePinMemory(), OptionalInt.of(tags), times);
    }

    /// Tags `r.io/app:N`, made on one day after the other.
    private FakeNode holder(String name, int... tags) {
        FakeNode node = scenario.node(name);
        for (int tag : tags) {
            node.holding("r.io/app:" + tag, 5);
            node.created.put(ImageRef.of("r.io/app:" + tag), DAY.plus(Duration.ofDays(tag)));
        }
        return node;
    }

    private static List<String> pulls(Plan plan) {
        return plan.pulls().stream()
                .map(Pull::image)
                .map(ImageRef::toString)
                .sorted()
                .toList();
    }

    private Plan plan() throws Exception {
        return scenario.run().plan();
    }

    @Test
    void onlyTheNewestAreSpread() throws Exception {
        keep(2);
        holder("a", 1, 2, 3, 4);
        scenario.node("b");
        Plan plan = plan();

        assertThat(pulls(plan)).containsExactly("r.io/app:3", "r.io/app:4");
        assertThat(plan.superseded()).containsExactly(ImageRef.of("r.io/app:1"), ImageRef.of("r.io/app:2"));
    }

    @Test
    void aDryRunPlansTheSameAndKeepsNothing() throws Exception {
        keep(1);
        holder("a", 1, 2);
        scenario.node("b");
        Scenario.assertDone(scenario.end(true));

        assertThat(pulls(scenario.heard(SyncEvent.Planned.class).getFirst().plan()))
                .containsExactly("r.io/app:2");
        assertThat(times.writes).isZero();
    }

    @Test
    void withoutItNobodyIsAsked() throws Exception {
        FakeNode node = holder("a", 1, 2);
        scenario.node("b");
        assertThat(pulls(plan())).hasSize(2);
        assertThat(node.asked).isEmpty();
    }

    @Test
    void whereNoRepositoryHasTooManyNobodyIsAsked() throws Exception {
        keep(2);
        FakeNode node = holder("a", 1, 2);
        scenario.node("b");
        assertThat(plan().superseded()).isEmpty();
        assertThat(node.asked).isEmpty();
        assertThat(times.writes).isZero();
    }

    @Test
    void anImageIsAskedForOnceAndOfOneHolder() throws Exception {
        keep(1);
        times.known = Map.of("sha256:r.io/app:1", DAY, "sha256:gone", DAY);
        FakeNode one = holder("a", 1, 2, 3);
        FakeNode other = holder("b", 1, 2, 3);
        plan();

        assertThat(one.asked).contains("inUse").hasSize(2);
        assertThat(other.asked).contains("inUse").hasSize(2);
        assertThat(times.known.keySet())
                .containsExactlyInAnyOrder("sha256:r.io/app:1", "sha256:r.io/app:2", "sha256:r.io/app:3");
        scenario.run();
        assertThat(one.asked).hasSize(3);
        assertThat(times.writes).isEqualTo(1);
    }

    @Test
    void whatANodeUsesIsSpread() throws Exception {
        keep(1);
        holder("a", 1, 2, 3);
        scenario.node("b");
        scenario.node("a").inUse =
                new Result.Ok<>(new InUse(List.of(new InUse.Use("r.io/app:1", "container c (exited)"))));
        Plan plan = plan();
        assertThat(pulls(plan)).containsExactly("r.io/app:1", "r.io/app:3");
    }

    @Test
    void whereItIsNotKnownWhatIsUsedNothingOfTheNodeIsSuperseded() throws Exception {
        keep(1);
        holder("a", 1, 2);
        holder("b", 3, 4).inUse = new Result.Failed<>(new CommandTimedOut(Duration.ofSeconds(20)));
        assertThat(plan().superseded()).containsExactly(ImageRef.of("r.io/app:1"));
        assertThat(scenario.heard(SyncEvent.Warned.class))
                .extracting(SyncEvent.Warned::text)
                .containsExactly("KEEP_TAGS: it is not known what b uses, so none of its images is superseded: the"
                        + " node did not answer within 20s; check the load of the node and its container runtime");
    }

    @Test
    void whereTimesAreNotToldNothingIsSuperseded() throws Exception {
        keep(1);
        holder("a", 1, 2).answering = _ -> Optional.of(new CommandTimedOut(Duration.ofSeconds(20)));
        scenario.node("b");
        assertThat(plan().superseded()).isEmpty();
        assertThat(scenario.heard(SyncEvent.Warned.class)).hasSize(1);
    }

    /// Three times as long as one answer, of 20 s.
    @Test
    void aSlowNodeIsNotAskedForEver() throws Exception {
        keep(1);
        FakeNode slow = holder("a", 1, 2, 3, 4, 5, 6, 7, 8, 9);
        slow.answering = _ -> {
            scenario.time.pass(Duration.ofSeconds(15));
            return Optional.empty();
        };
        scenario.node("b");
        scenario.end(true);
        assertThat(slow.asked).hasSize(1 + 4);
        assertThat(scenario.heard(SyncEvent.Planned.class).getFirst().plan().superseded())
                .isEmpty();
    }

    @Test
    void imagesOfTheConfigurationStayWanted() throws Exception {
        keep(1);
        scenario.images = List.of(ImageRef.of("r.io/app:1"));
        holder("a", 1, 2, 3);
        scenario.node("b");
        assertThat(pulls(plan())).containsExactly("r.io/app:1", "r.io/app:3");
    }

    /// A node that has not answered yet may have newer ones.
    @Test
    void nothingButImagesOfTheConfigurationBeginsEarly() throws Exception {
        keep(1);
        scenario.patience = Duration.ofSeconds(5);
        scenario.images = List.of(ImageRef.of("r.io/named:1"));
        holder("a", 1).holding("r.io/named:1", 5);
        scenario.node("b");
        Gate answering = new Gate();
        holder("late", 2).opening = answering::pass;
        CompletableFuture<SyncRun.End> running = scenario.start();
        answering.awaitEntered(1);
        while (scenario.heard(SyncEvent.PullEnded.class).isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(scenario.heard(SyncEvent.PullStarted.class))
                .extracting(started -> started.pull().image().toString())
                .containsExactly("r.io/named:1");
        answering.open(1);
        assertThat(pulls(scenario.report(running).plan()))
                .containsExactly("r.io/app:2", "r.io/app:2", "r.io/named:1", "r.io/named:1");
    }

    @Test
    void aRunThatIsToldToEndWaitsForNoAnswer() throws Exception {
        keep(1);
        Gate asking = new Gate();
        holder("a", 1, 2).answering = _ -> {
            try {
                asking.pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };
        scenario.node("b");
        SyncRun run = scenario.syncRun();
        CompletableFuture<SyncRun.End> running = scenario.start(run, false);
        asking.awaitEntered(1);
        run.cancel("SIGTERM");
        assertThat(Scenario.assertDone(running.get(20, TimeUnit.SECONDS))
                        .report()
                        .cancelled())
                .isTrue();
    }
}
