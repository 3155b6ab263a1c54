package io.imagesync.lab.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.cluster.Cluster;
import io.imagesync.cluster.NotAnswered;
import io.imagesync.model.ClusterSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Rights, logins, and servers that are not there.
abstract class RefusalsContract extends KubeContract {
    private static final Path RIGHTS = Path.of("../tool/src/dist/kubernetes").toAbsolutePath();
    private static final Set<String> ALL =
            Arrays.stream(Resource.values()).map(Resource::qualified).collect(Collectors.toSet());

    RefusalsContract(KubeApi api, String version) {
        super(api, version);
    }

    private static Set<String> allBut(String... resources) {
        Set<String> rest = new TreeSet<>(ALL);
        rest.removeAll(List.of(resources));
        return rest;
    }

    private List<String> mayNotList(Kubeconfig login, ClusterSettings settings) throws Exception {
        try (Cluster cluster = new Cluster(with(login, settings, Optional.empty()), Clock.systemUTC())) {
            return cluster.mayNotList();
        }
    }

    @Test
    void nothingWhenEachRightIsThere() throws Exception {
        api.put(Manifests.node("w1", "10.0.0.1", Map.of()));
        Kubeconfig login = api.userWhoMayList(ALL);

        assertThat(names(ask(login, workloads()))).containsExactly("w1");
        assertThat(mayNotList(login, workloads())).isEmpty();
    }

    @Test
    void nothingForNodesAloneWithThatRightAlone() throws Exception {
        api.put(Manifests.node("w1", "10.0.0.1", Map.of()));
        Kubeconfig login = api.userWhoMayList(Set.of("nodes"));

        assertThat(names(ask(login, nodes("*")))).containsExactly("w1");
        assertThat(mayNotList(login, nodes("*"))).isEmpty();
    }

    @Test
    void nothingForWhoHasTheRightsThatComeAlong() throws Exception {
        api.put(Manifests.node("w1", "10.0.0.1", Map.of()));
        Kubeconfig all = api.serviceAccountOf(RIGHTS.resolve("workloads.yaml"));
        assertThat(names(ask(all, workloads()))).containsExactly("w1");
        assertThat(mayNotList(all, workloads())).isEmpty();

        Kubeconfig few = api.serviceAccountOf(RIGHTS.resolve("nodes.yaml"));
        assertThat(names(ask(few, nodes("*")))).containsExactly("w1");
        assertThat(mayNotList(few, workloads())).containsExactlyInAnyOrderElementsOf(allBut("nodes"));
    }

    /// Events are not needed for an answer.
    @Test
    void namesEachRightThatIsMissing() throws Exception {
        List<String> said = new ArrayList<>();
        for (String resource : allBut("events")) {
            Kubeconfig login = api.userWhoMayList(allBut(resource));
            said.add(resource + ": " + refused(login, workloads()).getMessage());
        }

        assertThat(said).allSatisfy(one -> {
            String resource = one.substring(0, one.indexOf(':'));
            assertThat(one).isEqualTo(resource + ": the Kubernetes API does not allow this user to list " + resource);
        });
        assertThat(mayNotList(api.userWhoMayList(allBut("events", "jobs.batch")), workloads()))
                .containsExactlyInAnyOrder("events", "jobs.batch");
    }

    @Test
    void aTokenThatIsNotKnown() throws Exception {
        NotAnswered why = refused(api.admin().token("of-nobody"), nodes("*"));

        assertThat(why).hasMessage("the Kubernetes API does not accept the login; it is wrong or has expired");
        assertThat(why.remedy()).doesNotContain("of-nobody");
    }

    @Test
    void aServerThatIsNotTrusted() throws Exception {
        Kubeconfig login = api.admin().ca(Certificate.make().pem());

        assertThat(refused(login, nodes("*")))
                .hasMessageContaining("certificate")
                .hasMessageContaining("trust");
    }

    @Test
    void aContextThatIsNotThere() throws Exception {
        assertThat(refused(api.admin(), nodes("*"), "elsewhere")).hasMessageContaining("no such context");
    }

    @Test
    void aServerThatIsStopped() throws Exception {
        Kubeconfig login = api.admin();
        api.stop();
        try {
            assertThat(refused(login, nodes("*"))).hasMessageContaining("nothing listens");
        } finally {
            api.start();
        }

        assertThat(names(ask(login, nodes("*")))).isEmpty();
    }

    @Test
    void aSelectorThatIsNone() throws Exception {
        assertThat(refused(api.admin(), nodes("pool===gpu")))
                .hasMessageContaining("does not accept the label selector");
    }
}
