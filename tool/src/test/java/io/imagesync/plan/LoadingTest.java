package io.imagesync.plan;

import static io.imagesync.plan.Nodes.GIB;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Skip;
import io.imagesync.model.Skip.Reason;
import io.imagesync.plan.Loading.Given;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which node gets which of the images in a file.
class LoadingTest {
    private static final HeldImage APP = image("reg.example/app:1");
    private static final HeldImage OTHER = image("reg.example/app:1", "something else", GIB);

    private static Loading loading(DiskLimit disk, OptionalLong most, String... excluded) {
        return new Loading(
                List.of(new Given(ImageRef.of("reg.example/app:1"), Set.of(APP.id(), "sha256:arm"), GIB)),
                List.of(excluded).stream().map(Glob::new).toList(),
                Set.of(new NodeName("w1"), new NodeName("w2")),
                most,
                disk);
    }

    private static Loading loading() {
        return loading(new DiskLimit(80), OptionalLong.empty());
    }

    @Test
    void aNodeThatHasTheImageGetsNothing() {
        Plan plan = loading().plan(List.of(node("w1", APP), node("w2")));

        assertThat(plan.pulls()).extracting(Pull::node).containsExactly(new NodeName("w2"));
        assertThat(plan.pulls()).allMatch(Pull::isRelay);
        assertThat(plan.nodes()).extracting(Plan.NodePlan::matching).containsExactly(1, 0);
        assertThat(plan.nodes()).extracting(Plan.NodePlan::missing).containsExactly(0, 1);
    }

    @Test
    void anotherImageOfThatNameIsReplaced() {
        Plan plan = loading().plan(List.of(node("w1", OTHER)));

        assertThat(plan.pulls()).extracting(Pull::again).containsExactly(true);
        assertThat(plan.nodes()).extracting(Plan.NodePlan::missing).containsExactly(0);
    }

    @Test
    void theSameImageUnderAnotherNameIsNotEnough() {
        assertThat(loading()
                        .plan(List.of(node("w1", image("reg.example/copy:1", "reg.example/app:1", GIB))))
                        .pulls())
                .hasSize(1);
    }

    @Test
    void onlyReceiversAreAsked() {
        assertThat(loading().receives(new NodeName("w2"))).isTrue();
        assertThat(loading().receives(new NodeName("w3"))).isFalse();
    }

    @Test
    void excludeHoldsHereToo() {
        Plan plan = loading(new DiskLimit(80), OptionalLong.empty(), "*/app:*").plan(List.of(node("w1")));

        assertThat(plan.pulls()).isEmpty();
        assertThat(plan.excluded()).containsExactly(ImageRef.of("reg.example/app:1"));
    }

    @Test
    void aFullDiskAndALargeImageAreSkips() {
        DiskUsage full = new DiskUsage("/var", 100 * GIB, 79 * GIB);

        assertThat(loading().plan(List.of(node("w1", "x86_64", full))).skips())
                .extracting(Skip::reason)
                .containsExactly(Reason.DISK);
        assertThat(loading(new DiskLimit(80), OptionalLong.of(GIB - 1))
                        .plan(List.of(node("w1")))
                        .skips())
                .extracting(Skip::reason)
                .containsExactly(Reason.TOO_LARGE);
        assertThat(loading(new DiskLimit(80), OptionalLong.of(GIB))
                        .plan(List.of(node("w1")))
                        .skips())
                .isEmpty();
    }

    @Test
    void whatCannotBeSentIsLeftUndoneUnlessItIsForOtherMachines() {
        Pull pull = loading().plan(List.of(node("w1"))).pulls().getFirst();

        assertThat(Loading.withoutSource(pull, new NotRelayed(NotRelayed.Why.NO_CONTENTS, "w1"))
                        .isUndone())
                .isTrue();
        assertThat(Loading.withoutSource(pull, new NotRelayed(NotRelayed.Why.NO_PLATFORM, "w1"))
                        .isUndone())
                .isFalse();
    }
}
