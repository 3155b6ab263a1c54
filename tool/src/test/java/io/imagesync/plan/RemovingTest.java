package io.imagesync.plan;

import static io.imagesync.plan.Nodes.digest;
import static io.imagesync.plan.Nodes.held;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NodeName;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.NodePart;
import io.imagesync.model.RemovalPlan.Refused;
import io.imagesync.model.RemovalPlan.Rule;
import io.imagesync.model.RemovalPlan.Why;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What goes where, and what stays and why.
class RemovingTest {
    private static final RemovalFacts IDLE = facts(List.of());

    private static RemovalFacts facts(List<InUse.Use> uses) {
        return new RemovalFacts(new Result.Ok<>(new InUse(uses)), true, Set.of(), Optional.empty());
    }

    private static RemovalFacts used(String... images) {
        return facts(Stream.of(images)
                .map(one -> new InUse.Use(one, "container c (exited)"))
                .toList());
    }

    private static RemovalPlan plan(RulesBuilder rules, Choice choice, RemovalFacts facts, Survey... surveys) {
        Map<NodeName, RemovalFacts> all = new HashMap<>();
        Removing removing = new Removing(rules.build(), choice);
        Survey.listed(Arrays.asList(surveys)).stream()
                .filter(removing::concerns)
                .forEach(node -> all.put(node.node(), facts));
        return removing.plan(Arrays.asList(surveys), all);
    }

    private static RemovalPlan plan(String pattern, RemovalFacts facts, Survey... surveys) {
        return plan(RulesBuilder.prefix("reg.io"), Choice.Named.of(List.of(pattern)), facts, surveys);
    }

    private static List<String> goes(RemovalPlan plan) {
        return plan.nodes().stream()
                .flatMap(part -> part.goes().stream().map(one -> part.node() + " " + one.name()))
                .toList();
    }

    private static List<String> stays(RemovalPlan plan) {
        return plan.nodes().stream()
                .flatMap(part -> part.stays().stream().map(one -> part.node() + " " + one.name() + ": " + one.why()))
                .toList();
    }

    private static HeldImage twoTags(String one, String other) {
        return held(
                one, List.of(ImageRef.of(one), ImageRef.of(other)), List.of(digest(one, one)), OptionalLong.empty());
    }

    private static HeldImage pinned(String tag) {
        HeldImage image = image(tag);
        return new HeldImage(image.id(), image.tags(), image.digests(), image.size(), true);
    }

    @Test
    void whatMatchesGoesFromEachNodeThatHasIt() {
        RemovalPlan plan = plan(
                "reg.io/a:*",
                IDLE,
                node("w1", image("reg.io/a:1"), image("reg.io/b:1")),
                node("w2", image("reg.io/a:2")),
                node("w3", image("reg.io/b:1")));

        assertThat(goes(plan)).containsExactly("w1 reg.io/a:1", "w2 reg.io/a:2");
        assertThat(plan.nodes())
                .extracting(NodePart::node)
                .extracting(NodeName::text)
                .containsExactly("w1", "w2", "w3");
        assertThat(plan.idle()).isEmpty();
        assertThat(plan.count()).isEqualTo(2);
    }

    @Test
    void aNameWithADigestGoesExactlyAndNoPatternTakesOne() {
        ImageRef digest = digest("reg.io/a:1", "content");
        Survey node = node("w1", Nodes.untagged(digest));

        assertThat(goes(plan(digest.toString(), IDLE, node))).containsExactly("w1 " + digest);
        assertThat(goes(plan("reg.io/*", IDLE, node))).isEmpty();
    }

    @Test
    void aDigestStaysWhereATagDoes() {
        RemovalPlan plan = plan(digest("reg.io/a:1", "reg.io/a:1").toString(), IDLE, node("w1", image("reg.io/a:1")));

        assertThat(stays(plan)).singleElement().asString().endsWith(": other tags");
    }

    @Test
    void whatTheConfigurationKeepsIsRefused() {
        RemovalPlan plan = plan(
                RulesBuilder.prefix("reg.io").images("reg.io/a:1").exclude("reg.io/b:*"),
                Choice.Named.of(List.of("*")),
                IDLE,
                node("w1", image("reg.io/a:1"), image("reg.io/b:1"), image("other.io/c:1"), image("reg.io/d:1")));

        assertThat(goes(plan)).containsExactly("w1 reg.io/d:1");
        assertThat(plan.refused())
                .containsExactly(
                        new Refused(ImageRef.of("other.io/c:1"), Rule.OUTSIDE),
                        new Refused(ImageRef.of("reg.io/a:1"), Rule.IMAGES),
                        new Refused(ImageRef.of("reg.io/b:1"), Rule.EXCLUDE));
    }

    @Test
    void patternsThatNothingMatchesAreTold() {
        RemovalPlan plan = plan(
                RulesBuilder.prefix("reg.io"),
                Choice.Named.of(List.of("reg.io/x:*", "reg.io/a:1", "nginx")),
                IDLE,
                node("w1", image("reg.io/a:1")));

        assertThat(plan.idle()).containsExactly("reg.io/x:*", "nginx");
    }

    @Test
    void whatIsInUseStaysWithAllItsNames() {
        HeldImage image = twoTags("reg.io/a:1", "reg.io/a:2");

        RemovalPlan plan = plan("reg.io/a:1", used("reg.io/a:2"), node("w1", image));

        assertThat(goes(plan)).isEmpty();
        assertThat(stays(plan)).containsExactly("w1 reg.io/a:1: in use");
        assertThat(plan.nodes().getFirst().stays().getFirst().detail()).isEqualTo("container c (exited)");
        assertThat(stays(plan("reg.io/a:1", used(image.id()), node("w1", image))))
                .hasSize(1);
    }

    @Test
    void whereUseCannotBeToldNothingGoes() {
        RemovalFacts silent = RemovalFacts.without(new NodeFailure.CommandTimedOut(Duration.ofSeconds(20)));

        RemovalPlan plan = plan("reg.io/*", silent, node("w1", image("reg.io/a:1")));

        assertThat(goes(plan)).isEmpty();
        assertThat(stays(plan)).containsExactly("w1 reg.io/a:1: use not known");
        assertThat(plan.nodes().getFirst().stays().getFirst().detail()).contains("20s");
    }

    @Test
    void onlyOurOwnPinsGo() {
        HeldImage image = pinned("reg.io/a:1");
        RemovalFacts ours = new RemovalFacts(IDLE.inUse(), true, Set.of(image.id()), Optional.empty());

        assertThat(stays(plan("reg.io/a:1", IDLE, node("w1", image)))).containsExactly("w1 reg.io/a:1: pinned");
        assertThat(goes(plan("reg.io/a:1", ours, node("w1", image)))).containsExactly("w1 reg.io/a:1");
    }

    @Test
    void oneOfTwoTagsGoesOnlyWhereTheRuntimeCanTakeOne() {
        Survey node = node("w1", twoTags("reg.io/a:1", "reg.io/a:2"));
        RemovalFacts whole = new RemovalFacts(IDLE.inUse(), false, Set.of(), Optional.empty());

        assertThat(goes(plan("reg.io/a:1", IDLE, node))).containsExactly("w1 reg.io/a:1");
        RemovalPlan refused = plan("reg.io/a:1", whole, node);
        assertThat(stays(refused)).containsExactly("w1 reg.io/a:1: other tags");
        assertThat(refused.nodes().getFirst().stays().getFirst().detail()).contains("reg.io/a:2", "RUNTIME_ACCESS");
        assertThat(goes(plan("reg.io/b:1", whole, node("w1", image("reg.io/b:1")))))
                .hasSize(1);
    }

    @Test
    void theImageGoesWithItsLastTag() {
        HeldImage image = twoTags("reg.io/a:1", "reg.io/a:2");

        assertThat(plan("reg.io/a:1", IDLE, node("w1", image))
                        .nodes()
                        .getFirst()
                        .goes())
                .extracting(RemovalPlan.Going::last)
                .containsExactly(false);
        assertThat(plan("reg.io/a:*", IDLE, node("w1", image))
                        .nodes()
                        .getFirst()
                        .goes())
                .extracting(RemovalPlan.Going::last)
                .containsExactly(false, true);
    }

    /// Of two images that go and one that stays: what only they need is freed, by the last of them.
    @Test
    void bytesAreFreedThatNothingThatStaysNeeds() {
        HeldImage a = image("reg.io/a:1");
        HeldImage b = image("reg.io/a:2");
        HeldImage c = image("reg.io/c:1");
        RemovalFacts known = IDLE.withParts(Optional.of(Map.of(
                a.id(), Map.of("m-a", 1L, "base", 1000L, "both", 100L),
                b.id(), Map.of("m-b", 2L, "both", 100L),
                c.id(), Map.of("m-c", 4L, "base", 1000L))));
        RemovalFacts partly = IDLE.withParts(Optional.of(Map.of(a.id(), Map.of("m-a", 1L), b.id(), Map.of("m-b", 2L))));

        assertThat(plan("reg.io/a:*", known, node("w1", a, b, c))
                        .nodes()
                        .getFirst()
                        .goes())
                .extracting(RemovalPlan.Going::freed)
                .containsExactly(OptionalLong.of(1), OptionalLong.of(102));
        assertThat(plan("reg.io/a:1", known, node("w1", a, b, c))
                        .nodes()
                        .getFirst()
                        .goes())
                .extracting(RemovalPlan.Going::freed)
                .containsExactly(OptionalLong.of(1));
        assertThat(plan("reg.io/a:*", partly, node("w1", a, b, c))
                        .nodes()
                        .getFirst()
                        .goes())
                .extracting(RemovalPlan.Going::freed)
                .containsOnly(OptionalLong.empty());
    }

    @Test
    void nodesThatAreNotNamedAreLeftAlone() {
        RemovalPlan plan = plan(
                RulesBuilder.prefix("reg.io").receivers("w2"),
                Choice.Named.of(List.of("reg.io/*")),
                IDLE,
                node("w1", image("reg.io/a:1")),
                node("w2", image("reg.io/a:1")));

        assertThat(goes(plan)).containsExactly("w2 reg.io/a:1");
        assertThat(plan.nodes()).hasSize(1);
    }

    @Test
    void whatIsPendingGoesOnlyWhereItWasNeverGoneAndIsTheSame() {
        HeldImage removed = image("reg.io/a:1");
        HeldImage rest = new HeldImage(removed.id(), List.of(), List.of(), removed.size());
        Tombstone tombstone = new Tombstone(
                ImageRef.of("reg.io/a:1"), Instant.EPOCH, "root", Set.of(removed.id()), Set.of(new NodeName("w2")));

        RemovalPlan plan = plan(
                RulesBuilder.prefix("reg.io"),
                Choice.Pending.of(List.of(tombstone)),
                IDLE,
                node("w1", removed, image("reg.io/b:1")),
                node("w2", removed),
                node("w3", image("reg.io/a:1", "another", Nodes.GIB)),
                node("w4", rest, new HeldImage("sha256:other", List.of(), List.of(), OptionalLong.empty())));

        assertThat(goes(plan)).containsExactly("w1 reg.io/a:1", "w4 reg.io/a:1");
        assertThat(stays(plan)).containsExactly("w2 reg.io/a:1: there again", "w3 reg.io/a:1: another image");
    }

    @Test
    void whatIsSupersededGoes() {
        RemovalPlan plan = plan(
                RulesBuilder.prefix("reg.io"),
                new Choice.Superseded(Set.of(ImageRef.of("reg.io/a:1"))),
                IDLE,
                node("w1", image("reg.io/a:1"), image("reg.io/a:2")));

        assertThat(goes(plan)).containsExactly("w1 reg.io/a:1");
    }

    @Test
    void nothingGoesThatWasNotSeenBefore() {
        RemovalPlan shown = plan("reg.io/*", IDLE, node("w1", image("reg.io/a:1")), node("w2", image("reg.io/b:1")));
        RemovalPlan now = plan(
                "reg.io/*",
                IDLE,
                node("w1", image("reg.io/a:1", "another", Nodes.GIB), image("reg.io/c:1")),
                node("w2", image("reg.io/b:1")));

        assertThat(goes(now.within(shown))).containsExactly("w2 reg.io/b:1");
    }

    @Test
    void usedOnlyCountsWhereSomethingIsLeftUndone() {
        assertThat(Stream.of(Why.values()).filter(Why::isUndone)).containsExactly(Why.OTHER_TAGS, Why.NOT_KNOWN);
    }
}
