package io.imagesync.plan;

import static io.imagesync.plan.Nodes.digest;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Demand;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeName;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.RemovalPlan.Refused;
import io.imagesync.model.RemovalPlan.Rule;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What workloads name is not removed.
class RemovingNeededTest {
    private static final HeldImage A = image("reg.io/a:1");
    private static final RemovalFacts IDLE =
            new RemovalFacts(new Result.Ok<>(new InUse(List.of())), true, Set.of(), Optional.empty());

    private static RemovalPlan plan(RulesBuilder rules, Demand demand, Choice choice) {
        Survey node = node("w1", A, image("reg.io/b:1"));
        return new Removing(rules.build().withDemand(demand, true), choice)
                .plan(List.of(node), Map.of(new NodeName("w1"), IDLE));
    }

    private static RemovalPlan plan(RulesBuilder rules, Demand demand) {
        return plan(rules, demand, Choice.Named.of(List.of("reg.io/*")));
    }

    private static List<String> goes(RemovalPlan plan) {
        return plan.nodes().getFirst().goes().stream()
                .map(Going::name)
                .map(ImageRef::toString)
                .toList();
    }

    @Test
    void itIsRefusedAndTheWorkloadsAreSaidWhereverTheirPodsMayRun() {
        RemovalPlan plan = plan(RulesBuilder.prefix("reg.io"), Asking.of("reg.io/a:1 w9"));
        assertThat(plan.refused())
                .containsExactly(new Refused(ImageRef.of("reg.io/a:1"), Rule.WORKLOADS, List.of("t/api")));
        assertThat(goes(plan)).containsExactly("reg.io/b:1");
    }

    @Test
    void imagesComesBeforeAndExcludeAndPrefixesAfter() {
        Demand demand = Asking.of("reg.io/a:1");
        assertThat(rule(RulesBuilder.prefix("reg.io").images("reg.io/a:1"), demand))
                .isEqualTo(Rule.IMAGES);
        assertThat(rule(RulesBuilder.prefix("reg.io").exclude("*a*"), demand)).isEqualTo(Rule.WORKLOADS);
        assertThat(rule(RulesBuilder.prefix("other"), demand)).isEqualTo(Rule.WORKLOADS);
        assertThat(rule(RulesBuilder.prefix("other"), Demand.NONE)).isEqualTo(Rule.OUTSIDE);
    }

    private static Rule rule(RulesBuilder rules, Demand demand) {
        return plan(rules, demand).refused().getFirst().rule();
    }

    /// With the last tag of an image all of it goes.
    @Test
    void aTagStaysOfWhichAWorkloadNamesTheDigest() {
        RemovalPlan plan = plan(
                RulesBuilder.prefix("reg.io"),
                Asking.of(digest("reg.io/a:1", "reg.io/a:1").toString()));
        assertThat(plan.refused()).extracting(Refused::rule).containsExactly(Rule.WORKLOADS);
        assertThat(goes(plan)).containsExactly("reg.io/b:1");
    }

    @Test
    void whatWasRemovedBeforeStaysToo() {
        Tombstone tombstone =
                new Tombstone(ImageRef.of("reg.io/a:1"), Instant.EPOCH, "alice", Set.of(A.id()), Set.of());
        Choice pending = Choice.Pending.of(List.of(tombstone));
        assertThat(goes(plan(RulesBuilder.prefix("reg.io"), Demand.NONE, pending)))
                .containsExactly("reg.io/a:1");
        assertThat(goes(plan(RulesBuilder.prefix("reg.io"), Asking.of("reg.io/a:1"), pending)))
                .isEmpty();
    }
}
