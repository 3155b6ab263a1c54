package io.imagesync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.RelayMode;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey.Listed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for relays in any fleet and with any rules.
class PlannerRelayPropertiesTest {
    @Provide
    Arbitrary<List<Listed>> fleets() {
        return Fleets.fleets();
    }

    @Provide
    Arbitrary<RulesBuilder> rules() {
        return Fleets.rules();
    }

    private static Planner planner(List<Listed> fleet, RulesBuilder rules, RelayMode mode) {
        return new Planner(List.copyOf(fleet), rules.build().withRelay(mode));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aNodeLacksTheSameWhateverTheWay(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder rules, @ForAll RelayMode mode) {
        assertThat(lacking(planner(fleet, rules, mode).plan()))
                .isEqualTo(lacking(planner(fleet, rules, RelayMode.NO).plan()));
    }

    private static List<String> lacking(Plan plan) {
        return Stream.concat(
                        plan.pulls().stream().map(pull -> pull.node() + " " + pull.image()),
                        plan.skips().stream().map(skip -> skip.node() + " " + skip.image()))
                .sorted()
                .toList();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfTheNodesIsNoMatter(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder rules,
            @ForAll RelayMode mode,
            @ForAll Random random) {
        List<Listed> shuffled = new ArrayList<>(fleet);
        Collections.shuffle(shuffled, random);
        Planner one = planner(fleet, rules, mode);
        Planner other = planner(shuffled, rules, mode);

        assertThat(other.plan().nodes())
                .containsExactlyInAnyOrderElementsOf(one.plan().nodes());
        for (Pull pull : one.plan().pulls()) {
            for (Listed node : fleet) {
                assertThat(other.senders(pull.image(), node.listing().architecture()))
                        .isEqualTo(one.senders(pull.image(), node.listing().architecture()));
            }
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void eachRelayHasSendersThatMaySendIt(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder builder, @ForAll RelayMode mode) {
        Planner planner = planner(fleet, builder, mode);
        Rules rules = builder.build();
        List<ImageRef> drifting =
                planner.plan().drift().stream().map(Plan.Drift::image).toList();
        for (Pull relay : planner.plan().pulls().stream().filter(Pull::isRelay).toList()) {
            assertThat(mode).isNotEqualTo(RelayMode.NO);
            assertThat(drifting).doesNotContain(relay.image());
            List<NodeName> senders = planner.senders(
                    relay.image(), node(fleet, relay.node()).listing().architecture());
            assertThat(senders).isNotEmpty().allSatisfy(sender -> {
                assertThat(rules.isSource(sender)).isTrue();
                assertThat(Fleets.held(node(fleet, sender))).contains(relay.image());
            });
        }
    }

    private static Listed node(List<Listed> fleet, NodeName name) {
        return fleet.stream().filter(one -> one.node().equals(name)).findFirst().orElseThrow();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void withAlwaysNoRegistryIsAskedAndElseNothingStaysBecauseItWasLoadedByHand(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder rules, @ForAll RelayMode mode) {
        Plan plan = planner(fleet, rules, mode).plan();
        if (mode == RelayMode.ALWAYS) {
            assertThat(plan.pulls()).allMatch(Pull::isRelay);
        }
        if (mode != RelayMode.NO) {
            assertThat(plan.skips()).extracting(Skip::reason).doesNotContain(Skip.Reason.LOADED_BY_HAND);
        }
    }
}
