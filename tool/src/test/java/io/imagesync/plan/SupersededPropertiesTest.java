package io.imagesync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Survey;
import io.imagesync.model.Survey.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What holds for every fleet, all rules, whatever is in use and known.
class SupersededPropertiesTest {
    private final Map<NodeName, InUse> used = new HashMap<>();
    private final Map<String, Instant> created = new HashMap<>();

    @Provide
    Arbitrary<List<Listed>> fleets() {
        return Fleets.fleets();
    }

    @Provide
    Arbitrary<RulesBuilder> rules() {
        return Fleets.rules();
    }

    /// Few days, so that some are equal; some are not known.
    private void happen(List<Listed> fleet, Random random) {
        for (Listed node : fleet) {
            List<InUse.Use> uses = new ArrayList<>();
            for (HeldImage image : node.listing().images()) {
                if (random.nextInt(20) > 0) {
                    created.putIfAbsent(image.id(), Instant.EPOCH.plusSeconds(86400L * random.nextInt(6)));
                }
                if (random.nextInt(6) == 0) {
                    uses.add(new InUse.Use(image.id(), "c"));
                }
            }
            if (random.nextInt(10) > 0) {
                used.put(node.node(), new InUse(uses));
            }
        }
    }

    private Set<ImageRef> superseded(List<Listed> fleet, Rules rules, int keep) {
        return new Superseded(List.copyOf(fleet), rules, keep).among(used, created);
    }

    private boolean isUsed(ImageRef tag, List<Listed> fleet) {
        return fleet.stream()
                .anyMatch(node -> node.listing().images().stream()
                        .filter(image -> image.tags().contains(tag))
                        .anyMatch(image -> Optional.ofNullable(used.get(node.node()))
                                .map(told -> told.by(image).isPresent())
                                .orElse(true)));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsNamedOrUsedStaysAndSoDoTheNewest(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder builder,
            @ForAll @IntRange(min = 1, max = 3) int keep,
            @ForAll Random random) {
        happen(fleet, random);
        Rules rules = builder.build();
        Set<ImageRef> gone = superseded(fleet, rules, keep);

        assertThat(gone).allSatisfy(tag -> {
            assertThat(rules.takes(tag) && !rules.excludes(tag)).isTrue();
            assertThat(rules.images()).doesNotContain(tag);
            assertThat(isUsed(tag, fleet)).isFalse();
        });
        Map<String, Set<ImageRef>> repositories = new TreeMap<>();
        fleet.stream()
                .filter(node -> rules.isSource(node.node()))
                .flatMap(node -> node.listing().images().stream())
                .flatMap(image -> image.tags().stream())
                .filter(tag -> rules.takes(tag) && !rules.excludes(tag))
                .filter(tag -> !rules.images().contains(tag) && !isUsed(tag, fleet))
                .forEach(tag -> repositories
                        .computeIfAbsent(tag.name(), _ -> new TreeSet<>())
                        .add(tag));
        gone.forEach(tag -> {
            Set<ImageRef> all = repositories.getOrDefault(tag.name(), Set.of());
            assertThat(all.stream().filter(other -> time(other, fleet, rules).isAfter(time(tag, fleet, rules))))
                    .hasSizeGreaterThanOrEqualTo(keep);
        });
        repositories.forEach((_, tags) -> assertThat(tags.stream().filter(tag -> !gone.contains(tag)))
                .hasSizeGreaterThanOrEqualTo(Math.min(keep, tags.size())));
    }

    /// Of its newest image on the sources; all of them are known where something is superseded.
    private Instant time(ImageRef tag, List<Listed> fleet, Rules rules) {
        return fleet.stream()
                .filter(node -> rules.isSource(node.node()))
                .flatMap(node -> node.listing().images().stream())
                .filter(image -> image.tags().contains(tag))
                .map(image -> Optional.ofNullable(created.get(image.id())).orElseThrow())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void theOrderOfTheNodesIsNoMatterAndNothingSupersededIsPulled(
            @ForAll("fleets") List<Listed> fleet, @ForAll("rules") RulesBuilder builder, @ForAll Random random) {
        happen(fleet, random);
        Rules rules = builder.build();
        Set<ImageRef> gone = superseded(fleet, rules, 1);
        List<Listed> shuffled = new ArrayList<>(fleet);
        Collections.shuffle(shuffled, random);
        assertThat(superseded(shuffled, rules, 1)).isEqualTo(gone);

        List<Survey> surveys = List.copyOf(fleet);
        Plan plan = new Planner(surveys, rules.withSuperseded(gone)).plan();
        assertThat(plan.pulls()).noneMatch(pull -> gone.contains(pull.image()));
        assertThat(plan.superseded()).containsExactlyInAnyOrderElementsOf(gone);
        Set<Pull> others = new Planner(surveys, rules)
                .plan().pulls().stream()
                        .filter(pull -> !gone.contains(pull.image()))
                        .collect(Collectors.toSet());
        assertThat(plan.pulls()).containsExactlyInAnyOrderElementsOf(others);
    }
}
