package io.imagesync.plan;

import static io.imagesync.plan.Nodes.GIB;
import static io.imagesync.plan.Nodes.arm;
import static io.imagesync.plan.Nodes.digest;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.loadedByHand;
import static io.imagesync.plan.Nodes.node;
import static io.imagesync.plan.Nodes.plan;
import static io.imagesync.plan.Nodes.pulls;
import static io.imagesync.plan.Nodes.sizeless;
import static io.imagesync.plan.Nodes.skips;
import static io.imagesync.plan.Nodes.withoutDisk;
import static io.imagesync.plan.RulesBuilder.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Skip;
import io.imagesync.model.Skip.Reason;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlannerSkipsTest {
    private static final DiskUsage NEARLY_FULL = new DiskUsage("/var", 100 * GIB, 78 * GIB);

    @Test
    void whatNoHolderHasFromARegistryWasLoadedByHand() {
        Plan plan = plan(prefix("reg"), node("w1", loadedByHand("reg.io/a:1")), node("w2"));

        assertThat(plan.pulls()).isEmpty();
        assertThat(skips(plan)).containsExactly("w2 reg.io/a:1: loaded by hand");
    }

    private static HeldImage tagged(String tag, String... digestsOf) {
        return Nodes.held(
                "content",
                List.of(ImageRef.of(tag)),
                Stream.of(digestsOf).map(other -> digest(other, "content")).toList(),
                OptionalLong.of(GIB));
    }

    /// `ctr images tag mirror/x upstream/x`, or a load of what was pulled under another name too: one content has the
    /// digests of all its repositories.
    @Test
    void aTagWhoseDigestIsOfAnotherRepositoryWasPulledInVain() {
        Plan plan = plan(
                prefix("reg"),
                node("w1", tagged("reg.io/up/x:1", "reg.io/mirror/x:1")),
                node("w2", tagged("reg.io/up/x:1", "reg.io/up/xy:1", "other.io/up/x:1")),
                node("w3"));

        assertThat(skips(plan)).containsExactly("w3 reg.io/up/x:1: loaded by hand");
        assertThat(plan.skips().getFirst().detail()).contains("digest of reg.io/up/x", "pulled by ctr", "IMAGES");
        assertThat(pulls(plan(prefix("reg"), node("w1", tagged("reg.io/up/x:1", "reg.io/up/x:2")), node("w2"))))
                .containsExactly("w2 reg.io/up/x:1");
    }

    @Test
    void podmansLocalhostIsNoRegistryWhateverNamesIt() {
        Plan plan = plan(
                prefix("localhost").images("localhost/y:1"),
                node("w1", image("localhost/x:1"), image("localhost:5000/x:1")),
                node("w2"));

        assertThat(skips(plan))
                .containsExactly(
                        "w1 localhost/y:1: loaded by hand",
                        "w2 localhost/x:1: loaded by hand",
                        "w2 localhost/y:1: loaded by hand");
        assertThat(plan.skips().getFirst().detail()).contains("localhost is not a registry");
        assertThat(pulls(plan)).containsExactly("w2 localhost:5000/x:1");
    }

    @Test
    void whatNoPullCanBringWasCountedAsMissing() {
        Plan plan = plan(
                prefix("reg").maxSize(20 * GIB),
                node("w1", loadedByHand("reg.io/h:1"), image("reg.io/l:1", "l", 21 * GIB), image("reg.io/a:1")),
                arm("a1", image("reg.io/h:1")),
                node("w2", "x86_64", NEARLY_FULL, image("reg.io/arm:1")));

        assertThat(plan.nodes())
                .extracting(part -> part.node() + " " + part.matching() + " " + part.missing() + " " + part.skipped())
                .containsExactly("w1 3 1 0", "a1 1 0 3", "w2 1 2 1");
    }

    @Test
    void oneHolderThatPulledItIsEnough() {
        Plan plan = plan(
                prefix("reg"), node("w1", loadedByHand("reg.io/a:1")), node("w2", image("reg.io/a:1")), node("w3"));

        assertThat(pulls(plan)).containsExactly("w3 reg.io/a:1");
    }

    @Test
    void whatIsNamedInImagesIsPulledAlthoughItWasLoadedByHand() {
        Plan plan = plan(prefix().images("reg.io/a:1"), node("w1", loadedByHand("reg.io/a:1")), node("w2"));

        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1");
    }

    @Test
    void whatOnlyOtherArchitecturesHoldStaysThere() {
        Plan plan = plan(
                prefix("reg"),
                node("w1", image("reg.io/x:1"), image("reg.io/both:1")),
                arm("a1", image("reg.io/both:1")),
                arm("a2"));

        assertThat(pulls(plan)).containsExactly("a2 reg.io/both:1");
        assertThat(skips(plan))
                .containsExactly("a1 reg.io/x:1: other architecture", "a2 reg.io/x:1: other architecture");
        assertThat(plan.skips().getFirst().detail()).contains("x86_64");
    }

    @Test
    void whatIsNamedInImagesIsPulledOnEveryArchitecture() {
        Plan plan = plan(prefix("reg").images("reg.io/x:1"), node("w1", image("reg.io/x:1")), arm("a1"));

        assertThat(pulls(plan)).containsExactly("a1 reg.io/x:1");
    }

    @Test
    void unknownArchitecturesForbidNothing() {
        DiskUsage disk = new DiskUsage("/", 1000 * GIB, 0);
        Survey unknownHolder = node("u1", "", disk, image("reg.io/u:1"));
        Survey unknownReceiver = node("u2", "", disk);

        Plan plan = plan(prefix("reg"), unknownHolder, unknownReceiver, arm("a1", image("reg.io/a:1")));

        assertThat(pulls(plan)).containsExactly("u1 reg.io/a:1", "u2 reg.io/a:1", "u2 reg.io/u:1", "a1 reg.io/u:1");
    }

    @Test
    void largerThanMaxImageSizeIsSkipped() {
        Plan plan = plan(
                prefix("reg").maxSize(20 * GIB),
                node(
                        "w1",
                        image("reg.io/at:1", "at", 20 * GIB),
                        image("reg.io/over:1", "over", 20 * GIB + 1),
                        sizeless("reg.io/u:1")),
                node("w2"));

        assertThat(pulls(plan)).containsExactly("w2 reg.io/at:1", "w2 reg.io/u:1");
        assertThat(skips(plan)).containsExactly("w2 reg.io/over:1: too large");
    }

    @Test
    void theLargestSizeThatAHolderTellsCounts() {
        Plan plan = plan(
                prefix("reg").maxSize(100),
                node("w1", image("reg.io/a:1", "a", 70)),
                node("w2", image("reg.io/a:1", "a", 191)),
                node("w3"));

        assertThat(skips(plan)).containsExactly("w3 reg.io/a:1: too large");
    }

    @Test
    void whatWouldPassTheDiskLimitIsSkippedOnThatNode() {
        Plan plan = plan(
                prefix("reg"),
                node("w1", image("reg.io/a:1"), image("reg.io/small:1", "small", GIB / 2)),
                node("w2", "x86_64", NEARLY_FULL),
                node("w3"));

        assertThat(pulls(plan)).containsExactly("w2 reg.io/small:1", "w3 reg.io/a:1", "w3 reg.io/small:1");
        assertThat(skips(plan)).containsExactly("w2 reg.io/a:1: disk");
        assertThat(plan.skips().getFirst().detail()).contains("DISK_LIMIT 80%", "83.8 GB", "3.8 GB", "/var");
    }

    private static Skip held(String node, String image) {
        return new Skip(new NodeName(node), ImageRef.of(image), Reason.REMEMBERED, "not found", true);
    }

    private static Plan holdingBack(List<Skip> held, RulesBuilder rules, Survey... surveys) {
        return new Planner(List.of(surveys), rules.build().holdingBack(held)).plan();
    }

    @Test
    void whatIsHeldBackIsSkippedOnThatNodeAlone() {
        Plan plan = holdingBack(
                List.of(held("w2", "docker.io/library/a:latest"), held("w2", "reg.io/nobody:1"), held("w9", "a")),
                prefix("*").images("a"),
                node("w1", image("reg.io/b:1")),
                node("w2"),
                node("w3"));

        assertThat(skips(plan)).containsExactly("w2 docker.io/library/a:latest: failed before");
        assertThat(plan.skips().getFirst())
                .returns("not found", Skip::detail)
                .returns(true, Skip::alreadyReported)
                .returns(true, Skip::isUndone);
        assertThat(pulls(plan))
                .containsExactly(
                        "w1 docker.io/library/a:latest",
                        "w2 reg.io/b:1",
                        "w3 reg.io/b:1",
                        "w3 docker.io/library/a:latest");
    }

    @Test
    void otherReasonsComeFirstAndWhatIsThereIsNoSkip() {
        List<Skip> held = Stream.of("reg.io/hand:1", "reg.io/large:1", "reg.io/full:1", "reg.io/there:1")
                .map(image -> held("w2", image))
                .toList();

        Plan plan = holdingBack(
                held,
                prefix("reg").maxSize(20 * GIB),
                node(
                        "w1",
                        loadedByHand("reg.io/hand:1"),
                        image("reg.io/large:1", "large", 21 * GIB),
                        image("reg.io/full:1"),
                        image("reg.io/there:1")),
                node("w2", "x86_64", NEARLY_FULL, image("reg.io/there:1")));

        assertThat(skips(plan))
                .containsExactly(
                        "w2 reg.io/full:1: disk", "w2 reg.io/hand:1: loaded by hand", "w2 reg.io/large:1: too large");
    }

    @Test
    void diskLimitZeroIsOff() {
        Plan plan =
                plan(prefix("reg").diskLimit(0), node("w1", image("reg.io/a:1")), node("w2", "x86_64", NEARLY_FULL));

        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1");
    }

    @Test
    void anUnknownDiskOrSizeIsPulled() {
        Plan plan = plan(
                prefix("reg"),
                node("w1", image("reg.io/a:1"), sizeless("reg.io/u:1")),
                withoutDisk("w2"),
                node("w3", "x86_64", NEARLY_FULL, image("reg.io/a:1")));

        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1", "w2 reg.io/u:1", "w3 reg.io/u:1");
    }
}
