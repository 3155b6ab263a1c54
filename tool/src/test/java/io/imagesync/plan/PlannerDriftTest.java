package io.imagesync.plan;

import static io.imagesync.plan.Nodes.arm;
import static io.imagesync.plan.Nodes.held;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.loadedByHand;
import static io.imagesync.plan.Nodes.node;
import static io.imagesync.plan.Nodes.plan;
import static io.imagesync.plan.RulesBuilder.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// One tag, different images: within one architecture the ids tell, across architectures the registry's digest.
class PlannerDriftTest {
    private static final HeldImage OLD = image("reg.io/a:1", "old", 1);
    private static final HeldImage NEW = image("reg.io/a:1", "new", 1);

    /// The image of another platform under the same index, so with the same digest and another id.
    private static HeldImage otherPlatform(HeldImage image) {
        return held("other platform's " + image.id(), image.tags(), image.digests(), OptionalLong.of(1));
    }

    private static List<String> drift(Survey... surveys) {
        return plan(prefix("reg"), surveys).drift().stream()
                .map(d -> d.image().toString())
                .toList();
    }

    @Test
    void tellsWhoHoldsWhat() {
        Plan plan = plan(prefix("reg"), node("w3", OLD), node("w1", OLD), node("w2", NEW), node("w4"));

        assertThat(plan.drift()).singleElement().satisfies(drift -> {
            assertThat(drift.image()).isEqualTo(ImageRef.of("reg.io/a:1"));
            assertThat(drift.ids())
                    .containsOnlyKeys(OLD.id(), NEW.id())
                    .containsEntry(OLD.id(), List.of(new NodeName("w1"), new NodeName("w3")))
                    .containsEntry(NEW.id(), List.of(new NodeName("w2")));
        });
        assertThat(Nodes.pulls(plan)).as("drift is only reported").containsExactly("w4 reg.io/a:1");
    }

    @Test
    void isPulledAgainWhereverTheTagIsHeld() {
        Rules rules = prefix("reg").build().withDriftPulled(true);
        Plan plan = new Planner(List.of(node("w1", OLD), node("w2", NEW), node("w3")), rules).plan();

        assertThat(plan.pulls())
                .extracting(pull -> pull.node() + " " + pull.again())
                .containsExactly("w1 true", "w2 true", "w3 false");
        assertThat(plan.nodes()).extracting(Plan.NodePlan::missing).containsExactly(0, 0, 1);
        assertThat(plan.nodes()).extracting(Plan.NodePlan::matching).containsExactly(1, 1, 0);
    }

    @Test
    void withoutDriftNothingIsPulledAgain() {
        Rules rules = prefix("reg").build().withDriftPulled(true);
        assertThat(new Planner(List.of(node("w1", OLD), node("w2", OLD), arm("a1", otherPlatform(OLD))), rules)
                        .plan()
                        .pulls())
                .isEmpty();
    }

    @Test
    void whatNoRegistryIsKnownToHaveIsNotPulledAgain() {
        Rules rules = prefix("reg").build().withDriftPulled(true);
        Plan plan = new Planner(List.of(node("w1", byHand("old")), node("w2", byHand("new"))), rules).plan();
        assertThat(plan.drift()).hasSize(1);
        assertThat(plan.pulls()).isEmpty();
        assertThat(plan.skips()).isEmpty();
    }

    private static HeldImage byHand(String id) {
        return held(id, List.of(ImageRef.of("reg.io/a:1")), List.of(), OptionalLong.of(1));
    }

    @Test
    void equalIdsAreNone() {
        assertThat(drift(node("w1", OLD), node("w2", OLD), arm("a1", OLD))).isEmpty();
    }

    @Test
    void oneIndexOnTwoArchitecturesIsNone() {
        assertThat(drift(node("w1", OLD), arm("a1", otherPlatform(OLD)))).isEmpty();
    }

    @Test
    void twoIndexesOnTwoArchitecturesAreDrift() {
        assertThat(drift(node("w1", OLD), arm("a1", otherPlatform(NEW)))).containsExactly("reg.io/a:1");
    }

    @Test
    void anotherArchitectureHidesNoDrift() {
        assertThat(drift(node("w1", OLD), node("w2", NEW), arm("a1", otherPlatform(OLD))))
                .containsExactly("reg.io/a:1");
        assertThat(drift(node("w1", OLD), node("w2", NEW), arm("a1", OLD))).containsExactly("reg.io/a:1");
    }

    @Test
    void whatWasLoadedByHandDriftsWithinItsArchitecture() {
        HeldImage byHand = loadedByHand("reg.io/a:1", "by hand");

        assertThat(drift(node("w1", OLD), node("w2", byHand))).containsExactly("reg.io/a:1");
        assertThat(drift(node("w1", OLD), arm("a1", byHand))).isEmpty();
    }

    @Test
    void anUnknownArchitectureMayBeAnother() {
        Survey unknown = node("u1", "", new DiskUsage("/", 100, 0), otherPlatform(OLD));
        Survey unknownNew = node("u2", "", new DiskUsage("/", 100, 0), otherPlatform(NEW));

        assertThat(drift(node("w1", OLD), unknown)).isEmpty();
        assertThat(drift(node("w1", OLD), unknownNew)).containsExactly("reg.io/a:1");
    }

    @Test
    void whatNobodyWantsMayDrift() {
        assertThat(plan(prefix("other"), node("w1", OLD), node("w2", NEW)).drift())
                .isEmpty();
        assertThat(plan(prefix("reg").exclude("*"), node("w1", OLD), node("w2", NEW))
                        .drift())
                .isEmpty();
    }
}
