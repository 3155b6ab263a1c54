package io.imagesync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.Demand;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.Demand.Need;
import io.imagesync.model.Demand.Waiting;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.NodeTerms;
import io.imagesync.model.NodeTerms.Operator;
import io.imagesync.model.NodeTerms.Requirement;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What workloads ask of the nodes of a run.
class NeedsTest {
    private static final NodeName W1 = new NodeName("root@w1");
    private static final NodeName W2 = new NodeName("w2");
    private static final NodeName OUTSIDE = new NodeName("outside");
    private static final Map<NodeName, ClusterNode> KNOWN =
            Map.of(W1, node("w1.local", "ssd"), W2, node("w2.local", "hdd"));

    private static ClusterNode node(String name, String disk) {
        return new ClusterNode(name, true, Map.of("disk", disk), Map.of(), Set.of());
    }

    private static NodeTerms disk(String... values) {
        return new NodeTerms(List.of(List.of(new Requirement("disk", false, Operator.IN, List.of(values)))));
    }

    private static Workload workload(String label, NodeTerms where, String... images) {
        String[] parts = label.split("/", 2);
        return new Workload(
                "Deployment",
                parts[0],
                parts[1],
                Arrays.stream(images).map(ImageRef::of).toList(),
                where);
    }

    private static ClusterAnswer answer(Workload... workloads) {
        return new ClusterAnswer(Instant.EPOCH, List.copyOf(KNOWN.values()), List.of(workloads), List.of());
    }

    private static Demand demand(Workload... workloads) {
        return new Needs(List.of(), List.of()).of(answer(workloads), List.of(W1, W2), KNOWN, List.of());
    }

    private static Need need(Demand demand, String image) {
        return Optional.ofNullable(demand.needs().get(ImageRef.of(image))).orElseThrow();
    }

    private static Set<String> names(Demand demand) {
        return demand.needs().keySet().stream().map(ImageRef::toString).collect(Collectors.toSet());
    }

    @Test
    void eachImageWithItsWorkloadsOnceAndInOrder() {
        Demand demand = demand(
                workload("team/web", NodeTerms.NONE, "nginx:1", "reg.io/log:1"),
                workload("team/api", NodeTerms.NONE, "docker.io/library/nginx:1"),
                workload("team/api", NodeTerms.NONE, "nginx:1"));

        assertThat(names(demand)).containsExactlyInAnyOrder("docker.io/library/nginx:1", "reg.io/log:1");
        assertThat(need(demand, "nginx:1").users()).containsExactly("team/api", "team/web");
        assertThat(demand.byWorkloads()).isTrue();
    }

    @Test
    void namespacesAndPrefixesFilter() {
        Workload[] all = {
            workload("team-a/x", NodeTerms.NONE, "reg.io/a:1", "other/a:1"),
            workload("team-b/x", NodeTerms.NONE, "reg.io/b:1"),
            workload("kube-system/x", NodeTerms.NONE, "reg.io/c:1")
        };
        List<Glob> teams = List.of(new Glob("team-?"), new Glob("x*"));

        assertThat(names(new Needs(teams, List.of()).of(answer(all), List.of(W1), KNOWN, List.of())))
                .containsExactlyInAnyOrder("reg.io/a:1", "docker.io/other/a:1", "reg.io/b:1");
        assertThat(names(new Needs(List.of(), List.of(new Prefix("reg.io/a"), new Prefix("other")))
                        .of(answer(all), List.of(W1), KNOWN, List.of())))
                .containsExactlyInAnyOrder("reg.io/a:1", "docker.io/other/a:1");
    }

    @Test
    void termsLimitTheNodesAndThoseOfAllWorkloadsCount() {
        Demand demand = demand(
                workload("t/one", disk("ssd"), "one:1", "both:1", "free:1"),
                workload("t/other", disk("hdd"), "both:1"),
                workload("t/none", disk("tape"), "none:1"),
                workload("t/free", NodeTerms.NONE, "free:1"),
                workload("t/all", disk("ssd", "hdd"), "all:1"));

        assertThat(need(demand, "one:1").on()).contains(Set.of(W1));
        assertThat(need(demand, "none:1").on()).contains(Set.of());
        for (String unlimited : List.of("both:1", "free:1", "all:1")) {
            assertThat(need(demand, unlimited).on()).as(unlimited).isEmpty();
        }
    }

    @Test
    void noWorkloadIsLimitedOnANodeThatIsNotInTheCluster() {
        ClusterAnswer answer = answer(workload("t/one", disk("ssd"), "one:1"));
        Demand demand = new Needs(List.of(), List.of()).of(answer, List.of(W1, W2, OUTSIDE), KNOWN, List.of());
        assertThat(need(demand, "one:1").on()).contains(Set.of(W1, OUTSIDE));
    }

    /// Thousands of images that may run on the same thousands of nodes take the room of one.
    @Test
    void imagesOfTheSameTermsShareTheirNodes() {
        Demand demand =
                demand(workload("t/one", disk("ssd"), "one:1"), workload("t/two", disk("ssd"), "two:1", "three:1"));
        assertThat(need(demand, "one:1").on().orElseThrow())
                .isSameAs(need(demand, "two:1").on().orElseThrow())
                .isSameAs(need(demand, "three:1").on().orElseThrow());
    }

    @Test
    void podsWaitOnNodesOfTheRunByTheNamesThatTheRunHas() {
        ClusterAnswer answer = new ClusterAnswer(
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(
                        new WaitingPod("t/api-1", "w1.local", ImageRef.of("nginx"), "ErrImagePull"),
                        new WaitingPod("t/api-2", "elsewhere", ImageRef.of("nginx"), "ErrImagePull")));
        LeftAlone cordoned = new LeftAlone(new NodeName("w3"), List.of(NodeSkip.CORDONED));

        Demand demand = new Needs(List.of(), List.of()).of(answer, List.of(W1, W2), KNOWN, List.of(cordoned));

        assertThat(demand.waiting())
                .containsExactly(new Waiting("t/api-1", W1, ImageRef.of("nginx:latest"), "ErrImagePull"));
        assertThat(demand.awaited()).isEqualTo(Map.of(W1, Set.of(ImageRef.of("nginx"))));
        assertThat(demand.leftAlone()).containsExactly(cordoned);
    }
}
