package io.imagesync.plan;

import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.node;
import static io.imagesync.plan.Nodes.pulls;
import static io.imagesync.plan.RulesBuilder.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Removed;
import io.imagesync.model.Removed.State;
import io.imagesync.model.Survey;
import io.imagesync.model.Survey.Listed;
import io.imagesync.model.Tombstone;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What was removed and is to stay away.
class PlannerRemovedTest {
    private static final HeldImage A = image("reg.io/a:1");

    @Provide
    Arbitrary<List<Listed>> fleets() {
        return Fleets.fleets();
    }

    @Provide
    Arbitrary<RulesBuilder> rules() {
        return Fleets.rules();
    }

    private static Tombstone tombstone(String name, HeldImage held, String... confirmed) {
        return new Tombstone(
                ImageRef.of(name),
                Instant.EPOCH,
                "alice",
                Set.of(held.id()),
                Arrays.stream(confirmed).map(NodeName::new).collect(Collectors.toSet()));
    }

    private static Planner planner(RulesBuilder rules, List<Tombstone> removed, Survey... surveys) {
        return new Planner(Arrays.asList(surveys), rules.build().withRemoved(removed));
    }

    private static List<String> nodes(Removed removed, State state) {
        return removed.nodes(state).stream().map(NodeName::text).toList();
    }

    @Example
    void isNotSpreadThoughANodeHasIt() {
        Planner planner = planner(
                prefix("reg.io/a"),
                List.of(tombstone("reg.io/a:1", A, "w1")),
                node("w1"),
                node("w2", A, image("reg.io/a:2")));

        Plan plan = planner.plan();
        assertThat(pulls(plan)).containsExactly("w1 reg.io/a:2");
        assertThat(planner.certainPulls()).extracting(Pull::image).containsExactly(ImageRef.of("reg.io/a:2"));
        assertThat(planner.matrix().rows()).extracting(Matrix.Row::image).containsExactly(ImageRef.of("reg.io/a:2"));
        assertThat(plan.plainText()).isEmpty();
        assertThat(plan.idlePrefixes()).isEmpty();
        Removed removed = plan.removed().getFirst();
        assertThat(nodes(removed, State.STILL)).containsExactly("w2");
        assertThat(removed.named()).isFalse();
    }

    @Example
    void whoHasItAndHowIsTold() {
        Plan plan = planner(
                        prefix("*"),
                        List.of(tombstone("reg.io/a:1", A, "w1", "w4"), tombstone("reg.io/gone:1", A)),
                        node("w1", A),
                        node("w2", A),
                        node("w3", image("reg.io/a:1", "rebuilt", 1)),
                        node("w4", image("reg.io/a:1", "rebuilt", 1)),
                        node("w5"))
                .plan();

        assertThat(plan.removed())
                .extracting(one -> one.image().toString(), Removed::isHeld)
                .containsExactly(tuple("reg.io/a:1", true), tuple("reg.io/gone:1", false));
        Removed a = plan.removed().getFirst();
        assertThat(nodes(a, State.STILL)).containsExactly("w2");
        assertThat(nodes(a, State.AGAIN)).containsExactly("w1", "w4");
        assertThat(nodes(a, State.OTHER)).containsExactly("w3");
        assertThat(pulls(plan)).isEmpty();
    }

    @Example
    void imagesWinOverIt() {
        Plan plan = planner(
                        prefix("reg.io").images("reg.io/a:1"),
                        List.of(tombstone("reg.io/a:1", A)),
                        node("w1"),
                        node("w2", A))
                .plan();

        assertThat(pulls(plan)).containsExactly("w1 reg.io/a:1");
        assertThat(plan.removed()).extracting(Removed::named).containsExactly(true);
    }

    @Example
    void anotherTagOfTheSameImageIsNoMatter() {
        HeldImage both = Nodes.held(
                "c",
                List.of(ImageRef.of("reg.io/a:1"), ImageRef.of("reg.io/a:2")),
                List.of(Nodes.digest("reg.io/a:1", "c")),
                OptionalLong.of(1));
        Plan plan = planner(prefix("*"), List.of(tombstone("reg.io/a:1", both)), node("w1"), node("w2", both))
                .plan();
        assertThat(pulls(plan)).containsExactly("w1 reg.io/a:2");
    }

    @Example
    void whatIsLeftOfItWithoutATagIsNotSpreadByItsDigest() {
        HeldImage rest = new HeldImage(A.id(), List.of(), A.digests(), A.size());
        HeldImage other = Nodes.untagged(Nodes.digest("reg.io/a:1", "other"));
        RulesBuilder rules = prefix("*").digests();
        assertThat(pulls(planner(rules, List.of(), node("w1"), node("w2", rest)).plan()))
                .hasSize(1);
        assertThat(pulls(planner(rules, List.of(tombstone("reg.io/a:1", A)), node("w1"), node("w2", rest, other))
                        .plan()))
                .singleElement()
                .asString()
                .endsWith(other.digests().getFirst().toString());
    }

    /// Whatever is removed, wherever it is gone, and whatever has become of its nodes since.
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatWasRemovedIsNotPulledUnlessImagesNamesIt(
            @ForAll("fleets") List<Listed> fleet,
            @ForAll("fleets") List<Listed> later,
            @ForAll("rules") RulesBuilder builder,
            @ForAll("removed") Set<String> names) {
        Rules rules = builder.build();
        List<Tombstone> removed = fleet.stream()
                .flatMap(node -> node.listing().images().stream())
                .flatMap(held -> held.names()
                        .filter(name -> names.contains(name.name()))
                        .map(name -> tombstone(name.toString(), held, "w0")))
                .collect(Collectors.toMap(Tombstone::image, one -> one, Tombstone::with))
                .values()
                .stream()
                .toList();
        for (List<Listed> nodes : List.of(fleet, later)) {
            Planner planner = new Planner(List.copyOf(nodes), rules.withRemoved(removed));
            assertThat(planner.plan().pulls())
                    .extracting(Pull::image)
                    .allSatisfy(image -> assertThat(removed.stream()
                                            .noneMatch(one -> one.image().equals(image))
                                    || rules.images().contains(image))
                            .isTrue());
            Set<ImageRef> others = Set.copyOf(new Planner(List.copyOf(nodes), rules)
                    .plan().pulls().stream().map(Pull::image).toList());
            assertThat(planner.plan().pulls()).extracting(Pull::image).isSubsetOf(others);
            assertThat(planner.plan().removed()).hasSameSizeAs(removed);
        }
    }

    @Provide
    Arbitrary<Set<String>> removed() {
        return Arbitraries.of("reg.io/a", "reg.io/b", "docker.io/library/nginx")
                .set()
                .ofMinSize(1);
    }
}
