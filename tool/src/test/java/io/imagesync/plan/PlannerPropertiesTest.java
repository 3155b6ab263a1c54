package io.imagesync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Pull;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.Survey.Listed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for every fleet and all rules.
class PlannerPropertiesTest {
    @Provide
    Arbitrary<List<Listed>> fleets() {
        return Fleets.fleets();
    }

    @Provide
    Arbitrary<RulesBuilder> rules() {
        return Fleets.rules();
    }

    private static Plan plan(List<? extends Survey> fleet, RulesBuilder rules) {
        return new Planner(new ArrayList<>(fleet), rules.build()).plan();
    }

    /// A node that does not tell its architecture can become the first known holder for another one, so that a second
    /// plan has more to do.
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatWasPulledIsNotPulledAgain(@ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder rules) {
        Assume.that(fleet.stream().allMatch(n -> n.listing().architecture().isPresent()));
        Plan first = plan(fleet, rules);

        assertThat(plan(Fleets.after(fleet, first), rules).pulls()).isEmpty();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfTheNodesIsNoMatter(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder rules, @ForAll Random random) {
        List<Listed> shuffled = new ArrayList<>(fleet);
        Collections.shuffle(shuffled, random);

        Plan one = plan(fleet, rules);
        Plan other = plan(shuffled, rules);

        assertThat(other.nodes()).containsExactlyInAnyOrderElementsOf(one.nodes());
        assertThat(other.excluded()).isEqualTo(one.excluded());
        assertThat(other.plainText()).isEqualTo(one.plainText());
        assertThat(other.drift()).isEqualTo(one.drift());
        assertThat(other.invalid()).isEqualTo(one.invalid());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void nothingIsPulledThatTheRulesDoNotWant(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder builder) {
        Rules rules = builder.build();

        assertThat(plan(fleet, builder).pulls()).extracting(Pull::image).allSatisfy(image -> {
            assertThat(rules.takes(image) || rules.images().contains(image)).isTrue();
            assertThat(rules.excludes(image)).isFalse();
        });
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void everyWantedReferenceIsHeldPulledOrSkippedOnceOnEveryNode(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder builder) {
        Set<ImageRef> wanted = wanted(fleet, builder.build());
        for (NodePlan part : plan(fleet, builder).nodes()) {
            Set<ImageRef> missing = new HashSet<>(wanted);
            missing.removeAll(Fleets.held(listed(fleet, part.node())));
            List<ImageRef> planned =
                    new ArrayList<>(part.pulls().stream().map(Pull::image).toList());
            planned.addAll(part.skips().stream().map(Skip::image).toList());

            assertThat(planned).containsExactlyInAnyOrderElementsOf(missing);
            assertThat(part.matching() + part.missing() + part.skipped()).isEqualTo(wanted.size());
        }
    }

    /// Worked out once more, by the sentences of the manual alone.
    private static Set<ImageRef> wanted(List<Listed> fleet, Rules rules) {
        Set<ImageRef> wanted = fleet.stream()
                .filter(node -> rules.sources().isEmpty() || rules.sources().contains(node.node()))
                .flatMap(node -> node.listing().images().stream())
                .flatMap(i -> i.tags().isEmpty() && rules.syncDigests() ? i.digests().stream() : i.tags().stream())
                .filter(rules::takes)
                .collect(Collectors.toSet());
        wanted.addAll(rules.images());
        wanted.removeIf(rules::excludes);
        return wanted;
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void receiversAreThoseNamedOrAll(@ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder builder) {
        Rules rules = builder.build();
        List<NodeName> expected = fleet.stream()
                .map(Listed::node)
                .filter(n -> rules.receivers().isEmpty() || rules.receivers().contains(n))
                .toList();

        assertThat(plan(fleet, builder).nodes()).extracting(NodePlan::node).isEqualTo(expected);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void largestComesFirst(@ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder rules) {
        assertThat(plan(fleet, rules).nodes())
                .allSatisfy(part -> assertThat(part.pulls())
                        .isSortedAccordingTo(
                                Comparator.comparingLong((Pull p) -> -p.size().orElse(0))));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatEveryNodeHoldsIsNeverPlanned(@ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder rules) {
        Set<ImageRef> everywhere = new HashSet<>(Fleets.held(fleet.getFirst()));
        fleet.forEach(node -> everywhere.retainAll(Fleets.held(node)));
        Plan plan = plan(fleet, rules);

        assertThat(plan.pulls()).extracting(Pull::image).noneMatch(everywhere::contains);
        assertThat(plan.skips()).extracting(Skip::image).noneMatch(everywhere::contains);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aNodeThatCouldNotBeReadChangesNothingButItsOwnPart(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder rules, @ForAll Random random) {
        List<Survey> withLost = new ArrayList<>(fleet);
        withLost.add(
                random.nextInt(fleet.size() + 1),
                new Survey.LeftOut(new NodeName("lost"), new ConnectFailure.Refused("lost")));

        assertThat(plan(withLost, rules)).isEqualTo(plan(fleet, rules));
    }

    /// Sizes are those of the tags: nodes that tell different ones can push an image over a limit later.
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void noLaterAnswerChangesAPullThatIsCertain(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder rules, @ForAll Random random) {
        List<Listed> shuffled = new ArrayList<>(Fleets.sizedByRepository(fleet));
        Collections.shuffle(shuffled, random);
        List<String> planned = plan(shuffled, rules).pulls().stream()
                .map(PlannerPropertiesTest::name)
                .toList();

        for (int answered = 1; answered <= shuffled.size(); answered++) {
            List<Survey> some = new ArrayList<>(shuffled.subList(0, answered));
            assertThat(new Planner(some, rules.build()).certainPulls())
                    .extracting(PlannerPropertiesTest::name)
                    .isSubsetOf(planned);
        }
    }

    private static String name(Pull pull) {
        return pull.node() + " " + pull.image().canonical();
    }

    private static Listed listed(List<Listed> fleet, NodeName name) {
        return fleet.stream().filter(n -> n.node().equals(name)).findFirst().orElseThrow();
    }
}
