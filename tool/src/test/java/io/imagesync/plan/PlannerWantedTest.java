package io.imagesync.plan;

import static io.imagesync.plan.Nodes.digest;
import static io.imagesync.plan.Nodes.held;
import static io.imagesync.plan.Nodes.image;
import static io.imagesync.plan.Nodes.node;
import static io.imagesync.plan.Nodes.plan;
import static io.imagesync.plan.Nodes.pulls;
import static io.imagesync.plan.Nodes.untagged;
import static io.imagesync.plan.Nodes.withInvalid;
import static io.imagesync.plan.RulesBuilder.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Plan.PlainTextMatch;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PlannerWantedTest {
    @Test
    void everyNodeGetsWhatAnyHoldsWithinThePrefixes() {
        Plan plan = plan(
                prefix("reg.io/a", "reg.io/b"),
                node("w1", image("reg.io/a:1"), image("reg.io/c:1")),
                node("w2", image("reg.io/b:1"), image("reg.io/ab:1")),
                node("w3"));

        assertThat(pulls(plan)).containsExactly("w1 reg.io/b:1", "w2 reg.io/a:1", "w3 reg.io/a:1", "w3 reg.io/b:1");
        assertThat(plan.skips()).isEmpty();
        assertThat(plan.nodes()).extracting(NodePlan::matching).containsExactly(1, 1, 0);
        assertThat(plan.nodes()).extracting(NodePlan::missing).containsExactly(1, 1, 2);
    }

    @Test
    void largestComesFirst() {
        Plan plan = plan(
                prefix("*"),
                node(
                        "w1",
                        image("reg.io/s:1", "s", 10),
                        image("reg.io/l:1", "l", 1000),
                        Nodes.sizeless("reg.io/u:1"),
                        image("reg.io/m2:1", "m2", 100),
                        image("reg.io/m1:1", "m1", 100)),
                node("w2"));

        assertThat(pulls(plan))
                .containsExactly("w2 reg.io/l:1", "w2 reg.io/m1:1", "w2 reg.io/m2:1", "w2 reg.io/s:1", "w2 reg.io/u:1");
        assertThat(plan.pulls().getFirst().size()).hasValue(1000);
        assertThat(plan.pulls().getLast().size()).isEmpty();
    }

    @Test
    void excludeWinsOverPrefixesAndImages() {
        Plan plan = plan(
                prefix("reg").exclude("*:dev", "reg.io/x*").images("reg.io/x:1", "reg.io/y:dev", "reg.io/y:1"),
                node("w1", image("reg.io/a:dev"), image("reg.io/a:1"), image("other/a:dev")),
                node("w2"));

        assertThat(pulls(plan)).containsExactly("w1 reg.io/y:1", "w2 reg.io/a:1", "w2 reg.io/y:1");
        assertThat(plan.excluded())
                .extracting(ImageRef::toString)
                .containsExactly("reg.io/a:dev", "reg.io/x:1", "reg.io/y:dev");
    }

    @Test
    void imagesAreWantedEverywhereEvenIfNobodyHasThemYet() {
        Plan plan = plan(
                prefix().images("nginx", "reg.io/a:1"),
                node("w1", image("docker.io/library/nginx:latest"), image("reg.io/b:1")),
                node("w2", image("reg.io/a:1")));

        assertThat(pulls(plan)).containsExactly("w1 reg.io/a:1", "w2 docker.io/library/nginx:latest");
    }

    @Test
    void imagesWithoutAHolderHaveNoSize() {
        Plan plan = plan(prefix().images("reg.io/a:1"), node("w1"));

        assertThat(plan.pulls())
                .singleElement()
                .satisfies(p -> assertThat(p.size()).isEmpty());
    }

    @Test
    void onlySourceNodesMakeAnImageWanted() {
        Plan plan = plan(
                prefix("reg").sources("w1", "gone"),
                node("w1", image("reg.io/a:1")),
                node("w2", image("reg.io/b:1")),
                node("w3"));

        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1", "w3 reg.io/a:1");
    }

    @Test
    void imagesCountWhoeverTheSourcesAre() {
        Plan plan = plan(prefix("reg").images("reg.io/c:1").sources("w1"), node("w1"), node("w2", image("reg.io/b:1")));

        assertThat(pulls(plan)).containsExactly("w1 reg.io/c:1", "w2 reg.io/c:1");
    }

    @Test
    void onlyReceiversArePlannedButAllAreAsked() {
        Plan plan =
                plan(prefix("reg").receivers("w2"), node("w1"), node("w2"), node("w3", image("reg.io/a:1", "a", 7)));

        assertThat(plan.nodes()).extracting(NodePlan::node).containsExactly(new NodeName("w2"));
        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1");
        assertThat(plan.pulls().getFirst().size()).hasValue(7);
    }

    @Test
    void anImageWithoutATagIsWantedWhenDigestsCount() {
        ImageRef digest = digest("reg.io/a:1", "a");
        Survey w1 = node("w1", untagged(digest));

        assertThat(plan(prefix("reg"), w1, node("w2")).pulls()).isEmpty();
        assertThat(pulls(plan(prefix("reg").digests(), w1, node("w2")))).containsExactly("w2 " + digest);
    }

    @Test
    void theDigestOfATaggedImageIsNotWantedBesidesItsTag() {
        Plan plan = plan(prefix("reg").digests(), node("w1", image("reg.io/a:1")), node("w2"));

        assertThat(pulls(plan)).containsExactly("w2 reg.io/a:1");
    }

    @Test
    void whoHoldsTheDigestUnderATagHoldsIt() {
        Plan plan = plan(
                prefix("reg").digests(),
                node("w1", untagged(digest("reg.io/a:1", "a"))),
                node("w2", image("reg.io/a:1", "a", 1)));

        assertThat(pulls(plan)).containsExactly("w1 reg.io/a:1");
    }

    @Test
    void everyTagOfAnImageIsWanted() {
        HeldImage both = held(
                "a",
                List.of(ImageRef.of("reg.io/a:1"), ImageRef.of("reg.io/a:1.0")),
                List.of(digest("reg.io/a:1", "a")),
                OptionalLong.of(5));

        assertThat(pulls(plan(prefix("reg"), node("w1", both), node("w2", image("reg.io/a:1", "a", 5)))))
                .containsExactly("w2 reg.io/a:1.0");
    }

    /// cri-dockerd lists short names, the others full ones.
    @Test
    void aShortNameWasAnotherImageForPrefixesExcludeAndTheNode() {
        Survey docker = node("w1", image("bitnami/redis:7.2"), image("bitnami/old:1"), image("nginx:1"));
        for (String prefix : List.of("bitnami", "docker.io/bitnami")) {
            for (String exclude : List.of("bitnami/old:*", "docker.io/bitnami/old:*")) {
                Plan plan = plan(prefix(prefix).exclude(exclude), docker, node("w2"));

                assertThat(pulls(plan)).containsExactly("w2 docker.io/bitnami/redis:7.2");
                assertThat(plan.excluded()).hasToString("[docker.io/bitnami/old:1]");
            }
        }
        assertThat(pulls(plan(prefix("bitnami"), node("w1"), node("w2", image("docker.io/bitnami/redis:7.2")))))
                .containsExactly("w1 docker.io/bitnami/redis:7.2");
    }

    @Test
    void spellingIsNoDifference() {
        Plan plan = plan(
                prefix("*"), node("w1", image("nginx:latest")), node("w2", image("docker.io/library/nginx:latest")));

        assertThat(plan.pulls()).isEmpty();
    }

    @Test
    void nodesThatCouldNotBeReadTakeNoPart() {
        Survey leftOut = new Survey.LeftOut(new NodeName("w2"), new ConnectFailure.Refused("w2"));

        Plan plan = plan(prefix("reg"), node("w1", image("reg.io/a:1")), leftOut, node("w3"));

        assertThat(pulls(plan)).containsExactly("w3 reg.io/a:1");
        assertThat(plan.nodes()).extracting(n -> n.node().toString()).containsExactly("w1", "w3");
    }

    @Test
    void whatMatchesAsPlainTextOnlyIsCountedWithAnExample() {
        Plan plan = plan(
                prefix("bcm11", "other").exclude("*:dev"),
                node("w1", image("bcm111/b:1"), image("bcm11/a:1"), image("bcm11x/a:dev"), image("x/y:1")),
                node("w2", image("bcm111/a:1"), image("bcm111/b:1")));

        assertThat(plan.plainText()).containsExactly(new PlainTextMatch("bcm11", ImageRef.of("bcm111/a:1"), 2));
        assertThat(pulls(plan)).containsExactly("w2 docker.io/bcm11/a:1");
    }

    @Test
    void aPrefixThatTakesNothingWentUnnoticed() {
        Plan plan = plan(
                prefix("reg", "bcm11", "quay", "nvcr.io/nvida", "quay")
                        .exclude("reg*")
                        .sources("w1"),
                node("w1", image("reg.io/a:1"), image("bcm111/b:1")),
                node("w2", image("quay.io/x:1")));

        assertThat(plan.idlePrefixes()).containsExactly("nvcr.io/nvida");
        assertThat(plan(prefix("quay"), node("w1", untagged(digest("quay.io/x:1", "x"))))
                        .idlePrefixes())
                .isEmpty();
    }

    @Test
    void plainTextIsNoMatterWhereAnotherPrefixTakesIt() {
        Plan plan = plan(prefix("bcm11", "bcm111"), node("w1", image("bcm111/b:1")), node("w2"));

        assertThat(plan.plainText()).isEmpty();
    }

    @Test
    void namesThatAreNoReferencesAreToldWithTheirNodesAndSentNowhere() {
        Plan plan = plan(prefix("*"), withInvalid("w2", "$(id)", "$(id)"), withInvalid("w1", "$(id)", "<x>"));

        assertThat(plan.pulls()).isEmpty();
        assertThat(plan.invalid()).containsOnlyKeys("$(id)", "<x>");
        assertThat(plan.invalid().get("$(id)")).containsExactly(new NodeName("w1"), new NodeName("w2"));
    }

    @Test
    void nothingToDoForNobody() {
        assertThat(plan(prefix("*")).nodes()).isEmpty();
        assertThat(plan(prefix("*"), node("w1"), node("w2")).pulls()).isEmpty();
    }
}
