package io.imagesync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeName;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.RemovalPlan.NodePart;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import io.imagesync.model.Survey.Listed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds of removals whatever nodes hold, use and have pinned.
class RemovingPropertiesTest {
    @Provide
    Arbitrary<List<Listed>> fleets() {
        return Fleets.fleets()
                .map(fleet ->
                        fleet.stream().map(RemovingPropertiesTest::withPins).toList());
    }

    /// Of every third image, as its id has it.
    private static Listed withPins(Listed node) {
        List<HeldImage> images = node.listing().images().stream()
                .map(image -> new HeldImage(
                        image.id(),
                        image.tags(),
                        image.digests(),
                        image.size(),
                        Math.floorMod(image.id().hashCode(), 3) == 0))
                .toList();
        return new Listed(node.node(), node.listing().withImages(images));
    }

    @Provide
    Arbitrary<RulesBuilder> rules() {
        return Fleets.rules();
    }

    @Provide
    Arbitrary<List<String>> patterns() {
        return Arbitraries.of("*", "reg.io/a:*", "reg.io/*", "*:dev", "nginx:1", "reg.io/ab:1", "reg.io/?:2")
                .list()
                .ofMinSize(1)
                .ofMaxSize(2);
    }

    @Provide
    Arbitrary<Set<String>> uses() {
        return Arbitraries.of("reg.io/a:1", "nginx:1", "reg.io/b:dev", "docker.io/library/nginx:2", "other/a:1")
                .set()
                .ofMaxSize(3);
    }

    private static RemovalPlan plan(
            List<Listed> fleet, RulesBuilder rules, List<String> patterns, InUse inUse, boolean oneByOne) {
        Map<NodeName, RemovalFacts> facts = new HashMap<>();
        fleet.forEach(node ->
                facts.put(node.node(), new RemovalFacts(new Result.Ok<>(inUse), oneByOne, Set.of(), Optional.empty())));
        return new Removing(rules.build(), Choice.Named.of(patterns)).plan(List.<Survey>copyOf(fleet), facts);
    }

    private static InUse inUse(Set<String> uses) {
        return new InUse(uses.stream().map(one -> new InUse.Use(one, "c")).toList());
    }

    @Property(tries = 300)
    void onlyWhatMatchesAndTheRulesLetGoGoes(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder builder,
            @ForAll("patterns") List<String> patterns,
            @ForAll("uses") Set<String> uses,
            @ForAll boolean oneByOne) {
        InUse inUse = inUse(uses);
        Rules rules = builder.build();
        List<Glob> globs = patterns.stream().map(Glob::new).toList();
        for (NodePart part : plan(fleet, builder, patterns, inUse, oneByOne).nodes()) {
            assertThat(rules.receives(part.node())).isTrue();
            for (Going one : part.goes()) {
                assertThat(globs).anyMatch(glob -> glob.matches(one.name()));
                assertThat(one.image().isNamed(one.name())).isTrue();
                assertThat(rules.takes(one.name())).isTrue();
                assertThat(rules.excludes(one.name())).isFalse();
                assertThat(rules.images()).doesNotContain(one.name());
                assertThat(inUse.by(one.image())).isEmpty();
                assertThat(one.image().pinned()).isFalse();
                assertThat(oneByOne || one.image().tags().size() == 1).isTrue();
            }
        }
    }

    /// On each node that is asked, each name that matches goes, stays or is refused, once.
    @Property(tries = 300)
    void allThatMatchesIsAccountedFor(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("rules") RulesBuilder builder,
            @ForAll("patterns") List<String> patterns,
            @ForAll("uses") Set<String> uses) {
        List<Glob> globs = patterns.stream().map(Glob::new).toList();
        RemovalPlan plan = plan(fleet, builder, patterns, inUse(uses), true);
        Set<ImageRef> refused =
                plan.refused().stream().map(RemovalPlan.Refused::name).collect(Collectors.toSet());
        for (NodePart part : plan.nodes()) {
            List<ImageRef> told =
                    new ArrayList<>(part.goes().stream().map(Going::name).toList());
            part.stays().forEach(one -> told.add(one.name()));
            assertThat(told).doesNotHaveDuplicates().noneMatch(refused::contains);
            Listed node = fleet.stream()
                    .filter(one -> one.node().equals(part.node()))
                    .findFirst()
                    .orElseThrow();
            Set<ImageRef> matching = Fleets.held(node).stream()
                    .filter(name -> !name.isDigested() && globs.stream().anyMatch(glob -> glob.matches(name)))
                    .filter(name -> !refused.contains(name))
                    .collect(Collectors.toSet());
            assertThat(told).containsExactlyInAnyOrderElementsOf(matching);
        }
    }
}
