package io.imagesync.plan;

import static io.imagesync.plan.Nodes.arm;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.loadedByHand;
import static io.imagesync.plan.Nodes.node;
import static io.imagesync.plan.Nodes.pulls;
import static io.imagesync.plan.Nodes.skips;
import static io.imagesync.plan.RulesBuilder.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Demand;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Pull;
import io.imagesync.model.RelayMode;
import io.imagesync.model.Removed;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Images that workloads name.
class PlannerDemandTest {
    private static final HeldImage A = image("reg.io/a:1");

    private static Planner planner(Rules rules, Demand demand, boolean union, Survey... surveys) {
        return new Planner(List.of(surveys), rules.withDemand(demand, union));
    }

    private static Plan plan(RulesBuilder rules, Demand demand, boolean union, Survey... surveys) {
        return planner(rules.build(), demand, union, surveys).plan();
    }

    @Test
    void anImageThatNoNodeHasIsPulledWhereItsPodsMayRun() {
        Plan plan =
                plan(prefix(), Asking.of("new/all:1", "new/one:1 w2", "new/none:1 -"), false, node("w1"), node("w2"));

        assertThat(pulls(plan)).containsExactly("w1 new/all:1", "w2 new/all:1", "w2 new/one:1");
        assertThat(plan.nodes()).extracting(NodePlan::missing).containsExactly(1, 2);
        assertThat(plan.nodes()).extracting(NodePlan::matching).containsExactly(0, 0);
        assertThat(plan.isInStep()).isFalse();
        assertThat(plan.demand().needs()).hasSize(3);
    }

    @Test
    void whatSourcesHoldIsWantedEverywhereWhereverItsPodsMayRun() {
        Demand demand = Asking.of("reg.io/a:1 w2");
        assertThat(pulls(plan(prefix("reg.io"), demand, true, node("w1", A), node("w2"), node("w3"))))
                .containsExactly("w2 reg.io/a:1", "w3 reg.io/a:1");
        assertThat(pulls(plan(prefix("other"), demand, true, node("w1", A), node("w2"), node("w3"))))
                .containsExactly("w2 reg.io/a:1");
    }

    @Test
    void withoutTheUnionOnlyWhatIsNamedIsWanted() {
        RulesBuilder rules = prefix("reg.io", "idle", "reg.i").images("reg.io/named:1");
        Plan plan = plan(rules, Asking.of("reg.io/b:1"), false, node("w1", A), node("w2", image("reg.io/b:1")));

        assertThat(pulls(plan)).containsExactly("w1 reg.io/b:1", "w1 reg.io/named:1", "w2 reg.io/named:1");
        assertThat(plan.idlePrefixes()).isEmpty();
        assertThat(plan.plainText()).isEmpty();
    }

    @Test
    void aPrefixThatTakesWhatWorkloadsNameIsNotIdle() {
        Plan plan = plan(prefix("new", "idle"), Asking.of("new/x:1"), true, node("w1", A), node("w2"));
        assertThat(plan.idlePrefixes()).containsExactly("idle");
    }

    @Test
    void whoHoldsItWherePodsMayNotRunIsNotAskedForMore() {
        Planner planner = planner(
                prefix().build(),
                Asking.of("reg.io/a:1 w2"),
                false,
                node("w1", A),
                node("w2"),
                node("w3"),
                node("w4", image("x/y:1")));
        Plan plan = planner.plan();

        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1");
        assertThat(plan.nodes()).extracting(NodePlan::matching).containsExactly(1, 0, 0, 0);
        assertThat(plan.nodes()).extracting(NodePlan::missing).containsExactly(0, 1, 0, 0);
        Matrix matrix = planner.matrix();
        assertThat(matrix.nodes())
                .extracting(node -> matrix.rows().getFirst().cell(node))
                .containsExactly(Cell.PRESENT, Cell.MISSING, Cell.NOT_WANTED, Cell.NOT_WANTED);
        assertThat(matrix.rows()).hasSize(1);
    }

    @Test
    void allIsInStepWhereOnlyNodesLackItOnWhichItIsNotWanted() {
        Plan plan = plan(prefix(), Asking.of("reg.io/a:1 w1"), false, node("w1", A), node("w2"));
        assertThat(plan.isInStep()).isTrue();
    }

    @Test
    void anOlderImageOfTheNameIsPulledAgainWhereverItIs() {
        HeldImage old = image("reg.io/a:1", "old", 1);
        Planner planner = planner(
                prefix().build().withDriftPulled(true),
                Asking.of("reg.io/a:1 w1"),
                false,
                node("w1", A),
                node("w2", old),
                node("w3"));
        assertThat(pulls(planner.plan())).containsExactly("w1 reg.io/a:1", "w2 reg.io/a:1");
        assertThat(planner.plan().pulls()).allMatch(Pull::again);
    }

    /// Workloads name what was loaded by hand too: it is no failure of a registry.
    @Test
    void whatIsHeldByHandAloneComesFromItsHoldersUnlessImagesNamesIt() {
        Survey[] nodes = {node("w1", loadedByHand("reg.io/hand:1")), node("w2")};
        Demand demand = Asking.of("reg.io/hand:1");

        Plan plan = plan(prefix(), demand, false, nodes);
        assertThat(skips(plan)).containsExactly("w2 reg.io/hand:1: loaded by hand");
        assertThat(plan.nodes().getLast().skipped()).isEqualTo(1);
        assertThat(planner(prefix().build().withRelay(RelayMode.LOADED), demand, false, nodes)
                        .plan()
                        .pulls())
                .singleElement()
                .matches(Pull::isRelay);
        assertThat(pulls(plan(prefix().images("reg.io/hand:1"), demand, false, nodes)))
                .containsExactly("w2 reg.io/hand:1");
    }

    @Test
    void itIsPulledOnAnotherArchitectureWhereAPodMayRunAndOnlyThere() {
        Survey[] nodes = {node("w1", A), arm("w2"), arm("w3")};
        Plan plan = plan(prefix("reg.io"), Asking.of("reg.io/a:1 w2"), true, nodes);
        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1");
        assertThat(skips(plan)).containsExactly("w3 reg.io/a:1: other architecture");
    }

    @Test
    void excludeWins() {
        Plan plan = plan(prefix().exclude("*:dev"), Asking.of("reg.io/a:dev"), false, node("w1"), node("w2"));
        assertThat(pulls(plan)).isEmpty();
        assertThat(plan.excluded()).containsExactly(ImageRef.of("reg.io/a:dev"));
    }

    @Test
    void excludeWinsOverAWorkloadThatNamesWhatWasRemoved() {
        Tombstone removed = new Tombstone(ImageRef.of("reg.io/a:1"), Instant.EPOCH, "alice", Set.of(A.id()), Set.of());
        Rules rules = prefix().exclude("*").build().withRemoved(List.of(removed));
        assertThat(planner(rules, Asking.of("reg.io/a:1"), true, node("w1", A))
                        .plan()
                        .removed())
                .extracting(Removed::isWanted)
                .containsExactly(false);
    }

    @Test
    void aWorkloadBeatsATombstoneAndNewerTags() {
        Tombstone removed = new Tombstone(ImageRef.of("reg.io/a:1"), Instant.EPOCH, "alice", Set.of(A.id()), Set.of());
        Tombstone other = new Tombstone(ImageRef.of("reg.io/b:1"), Instant.EPOCH, "alice", Set.of(), Set.of());
        Rules rules = prefix("reg.io")
                .build()
                .withRemoved(List.of(removed, other))
                .withSuperseded(Set.of(ImageRef.of("reg.io/a:1")));
        Plan plan = planner(rules, Asking.of("reg.io/a:1"), true, node("w1", A), node("w2"))
                .plan();

        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1");
        assertThat(plan.removed()).extracting(Removed::users).containsExactly(List.of("t/api"), List.of());
        assertThat(plan.removed()).extracting(Removed::isWanted).containsExactly(true, false);
        assertThat(plan.removed()).extracting(Removed::named).containsExactly(false, false);
    }

    @Test
    void whatPodsWaitForComesFirstOnTheirNodes() {
        Survey full = node(
                "w1",
                image("reg.io/big:1", "big", 9),
                image("reg.io/mid:1", "mid", 5),
                image("reg.io/small:1", "small", 1));
        Demand demand = Asking.awaiting(Demand.NONE, "w2 reg.io/small:1", "w2 reg.io/unknown:1");
        Plan plan = plan(prefix("reg.io"), demand, true, full, node("w2"), node("w3"));

        assertThat(pulls(plan))
                .containsExactly(
                        "w2 reg.io/small:1",
                        "w2 reg.io/big:1",
                        "w2 reg.io/mid:1",
                        "w3 reg.io/big:1",
                        "w3 reg.io/mid:1",
                        "w3 reg.io/small:1");
        assertThat(plan.pulls().stream().filter(Pull::awaited))
                .singleElement()
                .extracting(Pull::node)
                .isEqualTo(new NodeName("w2"));
    }

    @Test
    void pullsOfWhatWorkloadsNameAreCertainOnceAHolderKnowsTheRegistry() {
        RulesBuilder rules = prefix().diskLimit(0);
        Demand demand = Asking.of("reg.io/a:1 w2", "reg.io/unheld:1");
        assertThat(planner(rules.build(), demand, false, node("w1", A), node("w2"), node("w3"))
                        .certainPulls())
                .extracting(pull -> pull.node() + " " + pull.image())
                .containsExactly("w2 reg.io/a:1");
    }

    @Test
    void onlyThoseOfOurNodesThatAreSourcesSend() {
        Rules rules = prefix().sources("w1").build().withRelay(RelayMode.ALWAYS);
        Planner planner = planner(rules, Asking.of("reg.io/a:1"), false, node("w1", A), node("w2", A), node("w3"));
        assertThat(planner.senders(ImageRef.of("reg.io/a:1"), Optional.empty())).containsExactly(new NodeName("w1"));
    }
}
