package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Failure;
import io.imagesync.model.FileFailure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.Result;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Tombstone;
import io.imagesync.plan.Choice;
import io.imagesync.plan.Prefix;
import io.imagesync.plan.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A run that removes images.
class RemoveRunTest {
    private static final String APP = "reg.example/app:1";
    private static final String OLD = "reg.example/app:0";

    private final Scenario scenario = new Scenario();
    private final List<RemovableNode> nodes = new ArrayList<>();
    private final RememberedRemovals remembered = new RememberedRemovals();
    private @Nullable RemovalPlan agreed;
    private Set<NodeName> receivers = Set.of();

    private RemovableNode node(String name, String... tags) {
        RemovableNode node = new RemovableNode(name, tags);
        nodes.add(node);
        return node;
    }

    private RemoveRun run(Wish wish) {
        Rules rules = new Rules(
                List.of(new Prefix("reg.example")),
                List.of(),
                List.of(),
                Set.of(),
                receivers,
                false,
                OptionalLong.empty(),
                scenario.limits().disk());
        return new RemoveRun(
                (name, connected) -> {
                    connected.run();
                    return nodes.stream()
                            .filter(one -> one.name().equals(name))
                            .findFirst()
                            .orElseThrow()
                            .open();
                },
                rules,
                wish,
                agreed,
                scenario.limits(),
                scenario.time,
                scenario.events::add);
    }

    private RemoveRun removing(String... patterns) {
        return run(new RemovalForGood(Choice.Named.of(List.of(patterns)), remembered, scenario.time, "anna"));
    }

    private List<NodeName> names() {
        return nodes.stream().map(RemovableNode::name).toList();
    }

    private RunReport report(RemoveRun run) throws Exception {
        return Scenario.assertDone(run.run(names(), false)).report();
    }

    private static List<Failure> failures(RunReport report) {
        return report.removals().failed().stream().map(Removal.Failed::why).toList();
    }

    private static Set<NodeName> named(String... names) {
        return Set.copyOf(Stream.of(names).map(NodeName::new).toList());
    }

    @Test
    void whatIsNamedGoesEverywhereAndIsRememberedBeforeTheFirstOfIt() throws Exception {
        RemovableNode a = node("a", APP, OLD);
        RemovableNode b = node("b", OLD);
        node("c");
        List<Integer> removedWhenAdded = new ArrayList<>();
        remembered.adding = () -> removedWhenAdded.add(a.removed.size() + b.removed.size());

        RunReport report = report(removing("reg.example/app:*"));

        assertThat(report.complete()).isTrue();
        assertThat(nodes).allMatch(node -> node.tags().isEmpty());
        assertThat(removedWhenAdded).containsExactly(0, 3);
        assertThat(report.removals().gone()).extracting(Removal::image).hasSize(3);
        Tombstone app = remembered.of(APP);
        assertThat(app.by()).isEqualTo("anna");
        assertThat(app.at()).isEqualTo(scenario.time.now());
        assertThat(app.ids()).containsExactly("sha256:" + APP);
        assertThat(app.confirmed()).isEqualTo(named("a", "b", "c"));
        assertThat(scenario.heard(SyncEvent.RemovalStarted.class)).hasSize(3);
        assertThat(scenario.heard(SyncEvent.RemovalEnded.class))
                .extracting(SyncEvent.RemovalEnded::removal)
                .containsExactlyInAnyOrderElementsOf(report.removals().ended());
    }

    @Test
    void aNodeThatIsOffIsLeftOutAndStaysToBeCleaned() throws Exception {
        node("a", APP);
        node("b", APP).away = true;

        RunReport report = report(removing(APP));

        assertThat(report.complete()).isFalse();
        assertThat(report.leftOut()).hasSize(1);
        assertThat(remembered.of(APP).confirmed()).isEqualTo(named("a"));
    }

    @Test
    void whatCannotBeRememberedIsNotRemoved() throws Exception {
        RemovableNode a = node("a", APP);
        remembered.failure = Optional.of(new FileFailure("STATE_DIR is read-only", "mend it"));

        SyncRun.End end = removing(APP).run(names(), false);

        assertThat(end).isInstanceOf(SyncRun.End.NotPossible.class);
        assertThat(a.tags()).containsExactly(APP);
        assertThat(scenario.heard(SyncEvent.Impossible.class))
                .containsExactly(new SyncEvent.Impossible("STATE_DIR is read-only", "mend it"));
    }

    @Test
    void noNodeIsNoRun() throws Exception {
        node("a", APP).away = true;

        assertThat(removing(APP).run(names(), false)).isInstanceOf(SyncRun.End.NotPossible.class);
        assertThat(remembered.all()).isEmpty();
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        RemovableNode a = node("a", APP);

        RunReport report = Scenario.assertDone(removing(APP).run(names(), true)).report();

        assertThat(report.removals().plan().count()).isEqualTo(1);
        assertThat(a.tags()).containsExactly(APP);
        assertThat(remembered.all()).isEmpty();
    }

    @Test
    void useIsAskedAgainJustBefore() throws Exception {
        RemovableNode a = node("a", APP).uses(List.of(RemovableNode.used(), RemovableNode.used(APP)));

        RunReport report = report(removing(APP));

        assertThat(a.tags()).containsExactly(APP);
        assertThat(report.removals().stayed()).extracting(Removal::image).containsExactly(ImageRef.of(APP));
        assertThat(report.complete()).isTrue();
        assertThat(scenario.heard(SyncEvent.RemovalStarted.class)).isEmpty();
        assertThat(remembered.of(APP).confirmed()).isEmpty();
    }

    @Test
    void whatIsInUseEverywhereIsNotRemembered() throws Exception {
        node("a", APP).uses(List.of(RemovableNode.used(APP)));

        assertThat(report(removing(APP)).complete()).isTrue();
        assertThat(remembered.all()).isEmpty();
    }

    @Test
    void nothingGoesWhereUseIsNotTold() throws Exception {
        RemovableNode a = node("a", APP)
                .uses(List.of(new Result.Failed<>(new NodeFailure.CommandTimedOut(Duration.ofSeconds(20)))));

        RunReport report = report(removing(APP));

        assertThat(a.tags()).containsExactly(APP);
        assertThat(report.complete()).isFalse();
    }

    @Test
    void whatIsStillListedIsNotGone() throws Exception {
        node("a", APP).forgetful = true;

        RunReport report = report(removing(APP));

        assertThat(failures(report))
                .containsExactly(new NodeFailure.NotRemoved(NodeFailure.NotRemoved.Obstacle.STILL_LISTED, APP));
        assertThat(scenario.time.sleeps()).hasSize(7).allMatch(Duration.ofMillis(250)::equals);
        assertThat(remembered.of(APP).confirmed()).isEmpty();
    }

    @Test
    void afterALostConnectionTheRestIsNotTried() throws Exception {
        RemovableNode a = node("a", APP, OLD);
        node("b", APP);
        List<ImageRef> tried = new ArrayList<>();
        a.removing = name -> {
            tried.add(name);
            return Optional.of(new ConnectionLost("gone"));
        };

        RunReport report = report(removing("reg.example/*"));

        assertThat(tried).hasSize(1);
        assertThat(failures(report)).containsExactly(new ConnectionLost("gone"), new ConnectionLost("gone"));
        assertThat(report.removals().gone()).hasSize(1);
    }

    @Test
    void aSignalEndsItSoon() throws Exception {
        RemovableNode a = node("a", APP, OLD);
        CountDownLatch begun = new CountDownLatch(1);
        a.removing = _ -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Optional.empty();
        };
        RemoveRun run = removing("reg.example/*");
        CompletableFuture<SyncRun.End> running = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                running.complete(run.run(names(), false));
            } catch (InterruptedException e) {
                running.completeExceptionally(e);
            }
        });
        begun.await();

        run.cancel("SIGTERM");

        RunReport report =
                Scenario.assertDone(running.get(30, TimeUnit.SECONDS)).report();
        assertThat(report.cancelled()).isTrue();
        assertThat(failures(report)).containsExactly(new Cancelled(), new Cancelled());
        assertThat(a.tags()).hasSize(2);
    }

    @Test
    void nodesThatAreNotNamedAreNotAskedAndKeepWhatTheyHave() throws Exception {
        RemovableNode b = node("b", APP);
        node("a", APP);
        receivers = named("a");

        report(removing(APP));

        assertThat(b.tags()).containsExactly(APP);
        assertThat(b.asked).hasValue(0);
        assertThat(remembered.of(APP).confirmed()).isEqualTo(named("a", "b"));
    }

    @Test
    void whatIsRemovedOnceMoreIsNotTakenForGoneWhereANodeIsAway() throws Exception {
        node("a", APP);
        node("b", APP).away = true;
        remembered.add(List.of(
                new Tombstone(ImageRef.of(APP), Instant.EPOCH, "bert", Set.of("sha256:before"), named("a", "b"))));

        report(removing(APP));

        assertThat(remembered.of(APP).confirmed()).isEqualTo(named("a"));
        assertThat(remembered.of(APP).ids()).containsExactlyInAnyOrder("sha256:before", "sha256:" + APP);
        assertThat(remembered.of(APP).by()).isEqualTo("anna");
    }

    @Test
    void nothingGoesThatNobodyHasSeenInThePlan() throws Exception {
        RemovableNode a = node("a", APP);
        agreed = Scenario.assertDone(removing("reg.example/*").run(names(), true))
                .report()
                .removals()
                .plan();
        a.holds("sha256:new", OLD);

        report(removing("reg.example/*"));

        assertThat(a.tags()).containsExactly(OLD);
    }

    @Test
    void whatIsPendingGoesAndIsRememberedToBeGone() throws Exception {
        RemovableNode a = node("a", APP, OLD);
        node("b");
        remembered.add(
                List.of(new Tombstone(ImageRef.of(APP), Instant.EPOCH, "bert", Set.of("sha256:" + APP), Set.of())));

        RunReport report = report(run(new PendingRemovals(remembered)));

        assertThat(report.complete()).isTrue();
        assertThat(a.tags()).containsExactly(OLD);
        assertThat(Objects.requireNonNull(remembered.of(APP)).confirmed()).isEqualTo(named("a", "b"));
        assertThat(remembered.of(APP).by()).isEqualTo("bert");
    }
}
