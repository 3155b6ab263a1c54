package io.imagesync.plan;

import static io.imagesync.plan.Nodes.GIB;
import static io.imagesync.plan.Nodes.digest;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.loadedByHand;
import static io.imagesync.plan.Nodes.node;
import static io.imagesync.plan.Nodes.plan;
import static io.imagesync.plan.Nodes.pulls;
import static io.imagesync.plan.Nodes.skips;
import static io.imagesync.plan.RulesBuilder.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Nodes with containerd beside nodes with CRI-O, whose ids and sizes are made in another way.
class PlannerMixedTest {
    private static final HeldImage APP = image("reg.io/a:1", "app", GIB);

    private static Survey crio(String name, HeldImage... images) {
        return crio(name, new DiskUsage("/var/lib/containers", 1000 * GIB, 100 * GIB), images);
    }

    private static Survey crio(String name, DiskUsage disk, HeldImage... images) {
        return new Survey.Listed(
                new NodeName(name),
                new Listing(List.of(images), List.of(), Optional.of("x86_64"), Optional.of(disk), RuntimeKind.CRIO));
    }

    /// As CRI-O has it: no `sha256:`, and unpacked content.
    private static HeldImage onCrio(String tag, String content, String id, long size) {
        return new HeldImage(id, List.of(ImageRef.of(tag)), List.of(digest(tag, content)), OptionalLong.of(size));
    }

    private static HeldImage onCrio(String tag, String content, long size) {
        return onCrio(tag, content, "0f".repeat(32), size);
    }

    private static Plan planPullingDrift(Survey... surveys) {
        return new Planner(List.of(surveys), prefix("reg").build().withDriftPulled(true)).plan();
    }

    @Test
    void idsWithoutTheirAlgorithmDriftedEverywhere() {
        HeldImage bare = onCrio("reg.io/a:1", "other digest", APP.id().substring("sha256:".length()), GIB);

        assertThat(bare.id()).isEqualTo(APP.id());
        assertThat(planPullingDrift(node("w1", APP), crio("c1", bare)).pulls()).isEmpty();
    }

    @Test
    void anImageWithOneDigestAndTwoIdsWasPulledAgainInEveryRun() {
        Survey[] fleet = {node("w1", APP), node("w2", APP), crio("c1", onCrio("reg.io/a:1", "app", 3 * GIB))};

        assertThat(planPullingDrift(fleet).pulls()).isEmpty();
        assertThat(planPullingDrift(fleet).drift()).isEmpty();
        Matrix matrix = new Planner(List.of(fleet), prefix("reg").build()).matrix();
        assertThat(matrix.rows()).singleElement().matches(Matrix.Row::isEverywhere);
    }

    @Test
    void whatIsKnownToBeDifferentDriftsWhateverTheRuntime() {
        Plan plan = planPullingDrift(
                node("w1", APP),
                crio("c1", onCrio("reg.io/a:1", "app", GIB)),
                crio("c2", onCrio("reg.io/a:1", "newer", "0e".repeat(32), GIB)));

        assertThat(plan.drift())
                .singleElement()
                .satisfies(drift -> assertThat(drift.ids().values())
                        .containsExactlyInAnyOrder(
                                List.of(new NodeName("c1"), new NodeName("w1")), List.of(new NodeName("c2"))));
        assertThat(plan.pulls()).hasSize(3);
    }

    @Test
    void aDigestOfAnotherRepositoryTellsNothing() {
        HeldImage copied = new HeldImage(
                "0d".repeat(32),
                List.of(ImageRef.of("reg.io/a:1")),
                List.of(digest("mirror.io/a:1", "copied")),
                OptionalLong.of(1));

        assertThat(planPullingDrift(node("w1", APP), crio("c1", copied)).drift())
                .isEmpty();
        assertThat(planPullingDrift(node("w1", APP), crio("c1", loadedByHand("reg.io/a:1", "x")))
                        .drift())
                .isEmpty();
    }

    @Test
    void anUntaggedImageIsFoundByItsDigestToo() {
        HeldImage untagged =
                new HeldImage("0c".repeat(32), List.of(), List.of(digest("reg.io/a:1", "app")), OptionalLong.of(1));
        Matrix matrix = new Planner(
                        List.of(node("w1", APP), crio("c1", untagged)),
                        prefix("reg").build())
                .matrix();

        assertThat(matrix.rows().getFirst().cell(new NodeName("c1"))).isEqualTo(Matrix.Cell.BY_DIGEST);
    }

    @Test
    void unpackedAndCompressedSizesWereMixed() {
        Plan plan = plan(
                prefix("reg"),
                node("w1", APP, image("reg.io/packed:1", "packed", GIB)),
                node("w2"),
                crio("c1", onCrio("reg.io/a:1", "app", 3 * GIB), onCrio("reg.io/un:1", "un", "0b".repeat(32), 4 * GIB)),
                crio("c2"));

        assertThat(plan.pulls())
                .extracting(pull -> pull.node() + " " + pull.image() + " "
                        + pull.size().orElse(0) / GIB + " " + pull.isAbout() + " " + pull.needed() * 10 / GIB)
                .containsExactly(
                        "w1 reg.io/un:1 4 true 60",
                        "w2 reg.io/un:1 4 true 60",
                        "w2 reg.io/a:1 1 false 35",
                        "w2 reg.io/packed:1 1 false 35",
                        "c1 reg.io/packed:1 1 true 35",
                        "c2 reg.io/un:1 4 false 40",
                        "c2 reg.io/a:1 3 false 30",
                        "c2 reg.io/packed:1 1 true 35");
    }

    @Test
    void aLimitHoldsForTheSizeThatTheReceiversKindTells() {
        Plan plan = plan(
                prefix("reg").maxSize(2 * GIB),
                node("w1", APP, image("reg.io/big:1", "big", 3 * GIB)),
                node("w2"),
                crio("c1", onCrio("reg.io/a:1", "app", 3 * GIB), onCrio("reg.io/un:1", "un", "0b".repeat(32), 4 * GIB)),
                crio("c2"));

        assertThat(pulls(plan)).containsExactly("w1 reg.io/un:1", "w2 reg.io/un:1", "w2 reg.io/a:1");
        assertThat(skips(plan))
                .containsExactly(
                        "w2 reg.io/big:1: too large",
                        "c1 reg.io/big:1: too large",
                        "c2 reg.io/a:1: too large",
                        "c2 reg.io/big:1: too large",
                        "c2 reg.io/un:1: too large");
    }

    @Test
    void crioNeedsNoRoomForCompressedContent() {
        DiskUsage nearlyFull = new DiskUsage("/", 100 * GIB, 78 * GIB);
        Survey holder = crio("c1", onCrio("reg.io/a:1", "app", GIB));

        assertThat(pulls(plan(prefix("reg"), holder, crio("c2", nearlyFull)))).containsExactly("c2 reg.io/a:1");
        assertThat(skips(plan(prefix("reg"), node("w1", APP), node("w2", "x86_64", nearlyFull))))
                .containsExactly("w2 reg.io/a:1: disk");
    }
}
