package io.imagesync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Demand;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Pull;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.Survey.Listed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for every fleet, all rules and whatever a cluster asks.
class PlannerDemandPropertiesTest {
    @Provide
    Arbitrary<List<Listed>> fleets() {
        return Fleets.fleets();
    }

    @Provide
    Arbitrary<RulesBuilder> rules() {
        return Fleets.rules();
    }

    @Provide
    Arbitrary<Demand> demands() {
        return Asking.demands();
    }

    private static Planner planner(List<Listed> fleet, Rules rules) {
        return new Planner(List.copyOf(fleet), rules);
    }

    private static Set<String> names(Stream<Pull> pulls) {
        return pulls.map(pull -> pull.node() + " " + pull.image().canonical()).collect(Collectors.toSet());
    }

    /// Written down once more: what the rules alone want, and what the demand adds.
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void everyNodeGetsWhatItIsToHaveAndNothingElse(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder builder,
            @ForAll("demands") Demand demand,
            @ForAll boolean union) {
        Rules rules = builder.build();
        Set<ImageRef> everywhere = new HashSet<>(rules.images());
        if (union) {
            planner(fleet, rules).matrix().rows().forEach(row -> everywhere.add(row.image()));
        }
        Planner planner = planner(fleet, rules.withDemand(demand, union));
        for (NodePlan part : planner.plan().nodes()) {
            Listed node = fleet.stream()
                    .filter(one -> one.node().equals(part.node()))
                    .findFirst()
                    .orElseThrow();
            Set<ImageRef> wanted = new HashSet<>(everywhere);
            demand.needs().keySet().stream()
                    .filter(image -> demand.needs(image, part.node()))
                    .forEach(wanted::add);
            wanted.removeIf(rules::excludes);
            wanted.removeAll(Fleets.held(node));

            assertThat(Stream.concat(
                            part.pulls().stream().map(Pull::image),
                            part.skips().stream().map(Skip::image)))
                    .containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(part.missing() + part.skipped()).isEqualTo(wanted.size());
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theMatrixCountsWhatThePlanCounts(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder builder,
            @ForAll("demands") Demand demand,
            @ForAll boolean union) {
        Planner planner = planner(fleet, builder.build().withDemand(demand, union));
        Matrix matrix = planner.matrix();
        for (NodePlan part : planner.plan().nodes()) {
            long lacking = matrix.rows().stream()
                    .map(row -> row.cell(part.node()))
                    .filter(cell ->
                            cell == Matrix.Cell.MISSING || cell == Matrix.Cell.SKIPPED || cell == Matrix.Cell.BY_DIGEST)
                    .count();
            assertThat(part.missing() + part.skipped()).isEqualTo((int) lacking);
            assertThat(part.matching()).isEqualTo((int)
                    (matrix.rows().size() - lacking - matrix.count(part.node(), Matrix.Cell.NOT_WANTED)));
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whoAsksForNothingChangesNothing(@ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder builder) {
        Rules rules = builder.build();
        Demand nothing = new Demand(true, Map.of(), List.of(), List.of());
        Planner asked = planner(fleet, rules.withDemand(nothing, true));
        Plan plan = planner(fleet, rules).plan();

        assertThat(asked.plan().nodes()).isEqualTo(plan.nodes());
        assertThat(asked.plan().idlePrefixes()).isEqualTo(plan.idlePrefixes());
        assertThat(asked.matrix()).isEqualTo(planner(fleet, rules).matrix());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfTheNodesIsNoMatter(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder builder,
            @ForAll("demands") Demand demand,
            @ForAll boolean union,
            @ForAll Random random) {
        List<Listed> shuffled = new ArrayList<>(fleet);
        Collections.shuffle(shuffled, random);
        Rules rules = builder.build().withDemand(demand, union);

        Plan plan = planner(fleet, rules).plan();
        assertThat(planner(shuffled, rules).plan().nodes()).containsExactlyInAnyOrderElementsOf(plan.nodes());
        assertThat(planner(shuffled, rules).plan().excluded()).isEqualTo(plan.excluded());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatPodsWaitForComesFirstAndThenTheLargest(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder builder,
            @ForAll("demands") Demand demand) {
        for (NodePlan part :
                planner(fleet, builder.build().withDemand(demand, true)).plan().nodes()) {
            assertThat(part.pulls()).allMatch(pull -> pull.awaited() == isAwaited(demand, part.node(), pull.image()));
            assertThat(part.pulls().stream().dropWhile(Pull::awaited)).noneMatch(Pull::awaited);
            assertThat(part.pulls().stream()
                            .filter(pull -> !pull.awaited())
                            .map(pull -> -pull.size().orElse(0)))
                    .isSorted();
        }
    }

    private static boolean isAwaited(Demand demand, NodeName node, ImageRef image) {
        return demand.waiting().stream()
                .anyMatch(pod -> pod.node().equals(node) && pod.image().equals(image));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void noLaterAnswerChangesAPullThatIsCertain(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder builder,
            @ForAll("demands") Demand demand,
            @ForAll boolean union,
            @ForAll Random random) {
        List<Listed> shuffled = new ArrayList<>(Fleets.sizedByRepository(fleet));
        Collections.shuffle(shuffled, random);
        Rules rules = builder.build().withDemand(demand, union);
        Set<String> planned = names(planner(shuffled, rules).plan().pulls().stream());

        for (int answered = 1; answered <= shuffled.size(); answered++) {
            List<Survey> some = List.copyOf(shuffled.subList(0, answered));
            assertThat(planned).containsAll(names(new Planner(some, rules).certainPulls().stream()));
        }
    }
}
