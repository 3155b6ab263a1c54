package io.imagesync.plan;

import static io.imagesync.plan.Nodes.GIB;
import static io.imagesync.plan.Nodes.arm;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.loadedByHand;
import static io.imagesync.plan.Nodes.node;
import static io.imagesync.plan.RulesBuilder.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Skip;
import io.imagesync.model.Skip.Reason;
import io.imagesync.model.Survey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// RELAY: which images come through this host, from whom, and which do not.
class PlannerRelayTest {
    private static final DiskUsage FULL = new DiskUsage("/var", 100 * GIB, 80 * GIB);

    /// What the plan has for w2: `pull`, `relay`, or the reason of a skip.
    private static List<String> fate(RelayMode mode, RulesBuilder rules, Survey... surveys) {
        return fate(new Planner(List.of(surveys), rules.build().withRelay(mode)).plan());
    }

    private static List<String> fate(Plan plan) {
        Stream<String> pulls = plan.pulls().stream()
                .filter(pull -> pull.node().text().equals("w2"))
                .map(pull -> pull.image() + " " + (pull.isRelay() ? "relay" : "pull"));
        Stream<String> skips = plan.skips().stream()
                .filter(skip -> skip.node().text().equals("w2"))
                .map(skip -> skip.image() + " " + skip.reason());
        return Stream.concat(pulls, skips).toList();
    }

    private static Survey crio(String name, HeldImage... images) {
        return new Survey.Listed(
                new NodeName(name),
                new Listing(List.of(images), List.of(), Optional.of("x86_64"), Optional.empty(), RuntimeKind.CRIO));
    }

    @ParameterizedTest
    @CsvSource({"NO, loaded by hand, pull", "LOADED, relay, pull", "FAILED, relay, pull", "ALWAYS, relay, relay"})
    void eachModeHasItsImages(RelayMode mode, String byHand, String pulled) {
        List<String> fate = fate(
                mode,
                prefix("*"),
                node("w1", loadedByHand("reg.io/hand:1"), loadedByHand("localhost/here:1"), image("reg.io/pulled:1")),
                node("w2"));

        assertThat(fate)
                .containsExactlyInAnyOrder(
                        "reg.io/hand:1 " + byHand, "localhost/here:1 " + byHand, "reg.io/pulled:1 " + pulled);
    }

    @ParameterizedTest
    @EnumSource(value = RelayMode.class, names = "NO", mode = EnumSource.Mode.EXCLUDE)
    void differentImagesOfOneNameAreNotRelayed(RelayMode mode) {
        Plan plan = new Planner(
                        List.of(
                                node("w1", loadedByHand("reg.io/a:1", "one")),
                                node("w2"),
                                node("w3", loadedByHand("reg.io/a:1", "other"))),
                        prefix("*").build().withRelay(mode))
                .plan();

        assertThat(fate(plan)).containsExactly("reg.io/a:1 cannot be relayed");
        assertThat(plan.skips().getFirst().detail()).contains("different images");
        assertThat(plan.drift()).hasSize(1);
    }

    @Test
    void aDriftingTagIsNotRelayedToThoseThatHaveIt() {
        Rules rules = prefix("*").build().withDriftPulled(true).withRelay(RelayMode.ALWAYS);
        Plan plan = new Planner(
                        List.of(
                                node("w1", image("reg.io/a:1", "one", GIB)),
                                node("w2", image("reg.io/a:1", "other", GIB))),
                        rules)
                .plan();

        assertThat(plan.pulls()).isEmpty();
        assertThat(plan.drift()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = RelayMode.class, names = "NO", mode = EnumSource.Mode.EXCLUDE)
    void whatIsHeldForOtherMachinesOnlyIsNotRelayed(RelayMode mode) {
        assertThat(fate(mode, prefix("*"), arm("w1", loadedByHand("reg.io/a:1")), node("w2")))
                .containsExactly("reg.io/a:1 other architecture");
    }

    @Test
    void nodesOfTheSameArchitectureSend() {
        Planner planner = relaying(
                arm("w1", image("reg.io/a:1")),
                node("w3", loadedByHand("reg.io/a:1", "reg.io/a:1")),
                node("w4", "", FULL, image("reg.io/a:1")),
                node("w5", image("reg.io/a:1")),
                node("w2"));

        assertThat(senders(planner, "x86_64")).containsExactly("w5", "w4", "w3");
        assertThat(senders(planner, "aarch64")).containsExactly("w1", "w4");
    }

    private static Planner relaying(Survey... surveys) {
        return new Planner(List.of(surveys), prefix("*").build().withRelay(RelayMode.FAILED));
    }

    private static List<String> senders(Planner planner, String architecture) {
        return planner.senders(ImageRef.of("reg.io/a:1"), Optional.of(architecture)).stream()
                .map(NodeName::text)
                .toList();
    }

    @Test
    void notMoreThanEightAreAsked() {
        Survey[] holders = IntStream.range(0, 20)
                .mapToObj(i -> node("h" + i, image("reg.io/a:1")))
                .toArray(Survey[]::new);

        assertThat(senders(relaying(holders), "x86_64")).hasSize(8);
    }

    @Test
    void whereImagesAreNotRelayedNobodySends() {
        Planner planner = new Planner(
                List.of(node("w1", image("reg.io/a:1"))), prefix("*").build());
        assertThat(senders(planner, "x86_64")).isEmpty();
        assertThat(planner.senders(ImageRef.of("reg.io/unknown:1"), Optional.empty()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = RelayMode.class, names = "NO", mode = EnumSource.Mode.EXCLUDE)
    void onlyContainerdSendsAndTakes(RelayMode mode) {
        assertThat(fate(mode, prefix("*"), crio("w1", loadedByHand("reg.io/a:1")), node("w2")))
                .containsExactly("reg.io/a:1 cannot be relayed");
        assertThat(fate(mode, prefix("*"), node("w1", loadedByHand("reg.io/a:1")), crio("w2")))
                .containsExactly("reg.io/a:1 cannot be relayed");
    }

    @Test
    void onlySourceNodesSend() {
        Survey holder = node("w1", image("reg.io/a:1"));
        Survey other = node("w3", image("reg.io/a:1"));

        assertThat(fate(RelayMode.ALWAYS, prefix("*").sources("w3"), holder, other, node("w2")))
                .containsExactly("reg.io/a:1 relay");
        assertThat(fate(RelayMode.ALWAYS, prefix("*").sources("w2").images("reg.io/a:1"), holder, node("w2")))
                .containsExactly("reg.io/a:1 cannot be relayed");
    }

    @Test
    void whatNobodyHoldsIsNotRelayed() {
        RulesBuilder rules = prefix("none").images("reg.io/a:1");
        assertThat(fate(RelayMode.ALWAYS, rules, node("w1"), node("w2")))
                .containsExactly("reg.io/a:1 cannot be relayed");
        assertThat(fate(RelayMode.FAILED, rules, node("w1"), node("w2"))).containsExactly("reg.io/a:1 pull");
    }

    @Test
    void otherLimitsHoldAsForPulls() {
        HeldImage image = loadedByHand("reg.io/a:1");
        assertThat(fate(RelayMode.LOADED, prefix("*").maxSize(GIB - 1), node("w1", image), node("w2")))
                .containsExactly("reg.io/a:1 too large");
        assertThat(fate(RelayMode.LOADED, prefix("*"), node("w1", image), node("w2", "x86_64", FULL)))
                .containsExactly("reg.io/a:1 disk");
        assertThat(fate(RelayMode.LOADED, prefix("*").exclude("reg.io/*"), node("w1", image), node("w2")))
                .isEmpty();
    }

    private static Plan holdingBack(RelayMode mode, Reason reason) {
        Skip held = new Skip(new NodeName("w2"), ImageRef.of("reg.io/a:1"), reason, "not found", true);
        return new Planner(
                        List.of(node("w1", image("reg.io/a:1")), node("w2")),
                        prefix("*").build().holdingBack(List.of(held)).withRelay(mode))
                .plan();
    }

    @ParameterizedTest
    @CsvSource({"NO, failed before", "LOADED, failed before", "FAILED, relay", "ALWAYS, relay"})
    void whatFailedBeforeIsRelayedWhereThatCanHelp(RelayMode mode, String fate) {
        assertThat(fate(holdingBack(mode, Reason.REMEMBERED))).containsExactly("reg.io/a:1 " + fate);
    }

    @ParameterizedTest
    @EnumSource(RelayMode.class)
    void whatVanishesIsNotRelayedEither(RelayMode mode) {
        assertThat(fate(holdingBack(mode, Reason.VANISHES))).containsExactly("reg.io/a:1 vanishes");
    }

    @Test
    void aRelayWithoutASourceIsASkip() {
        Planner planner = relaying(node("w1", loadedByHand("reg.io/a:1")), node("w2"));
        Pull relay = planner.plan().pulls().getFirst();

        Skip never = planner.withoutSource(relay, new PullFailure.Refused(Kind.NO_IMAGE, 1, "no layers"));
        assertThat(never.reason()).isEqualTo(Reason.NOT_RELAYED);
        assertThat(never.detail()).contains("no layers");
        assertThat(planner.withoutSource(relay, new CommandTimedOut(Duration.ofSeconds(1))))
                .returns(Reason.SOURCE_UNKNOWN, Skip::reason)
                .returns(true, Skip::isUndone);
    }

    @Test
    void relaysBeginOnlyWhenAllHaveAnswered() {
        Planner planner = new Planner(
                List.of(node("w1", image("reg.io/a:1")), node("w2")),
                prefix("*").build().withRelay(RelayMode.ALWAYS));
        assertThat(planner.plan().pulls()).hasSize(1);
        assertThat(planner.certainPulls()).isEmpty();
    }
}
