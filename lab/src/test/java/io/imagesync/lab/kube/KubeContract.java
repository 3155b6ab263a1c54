package io.imagesync.lab.kube;

import io.imagesync.cluster.Cluster;
import io.imagesync.cluster.NotAnswered;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Running;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.NodeAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What [Cluster] makes of an API server by the real `kubectl`.
abstract class KubeContract {
    private static final Duration FETCHING = Duration.ofMinutes(5);

    final KubeApi api;
    private final String version;

    @TempDir
    Path folder;

    /// @param version of `kubectl`, of those that `lab/kubectl` has
    KubeContract(KubeApi api, String version) {
        this.api = api;
        this.version = version;
    }

    @BeforeEach
    void clear() throws Exception {
        api.clear();
    }

    /// Nodes alone, those that the label selector takes.
    static ClusterSettings nodes(String selector) {
        return settings(Optional.of(selector), false, List.of());
    }

    static ClusterSettings workloads(String... namespaces) {
        return settings(Optional.empty(), true, List.of(namespaces));
    }

    private static ClusterSettings settings(Optional<String> selector, boolean workloads, List<String> namespaces) {
        return new ClusterSettings(
                selector,
                NodeAddress.NAME,
                Set.of(),
                workloads,
                namespaces,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofHours(1));
    }

    /// Has `kubectl` a home of its own, since it keeps there what it learns of a server.
    ClusterSettings with(Kubeconfig login, ClusterSettings settings, Optional<String> context) throws IOException {
        Ended found = Running.run(new ProcessBuilder("./kubectl", version), FETCHING);
        return new ClusterSettings(
                settings.selector(),
                settings.address(),
                settings.skip(),
                settings.workloads(),
                settings.namespaces(),
                List.of("env", "HOME=" + folder, found.stdout().strip() + "/kubectl"),
                Optional.of(login.write(folder.resolve("kubeconfig"))),
                context,
                settings.maxAge());
    }

    ClusterAnswer ask(ClusterSettings settings) throws Exception {
        return ask(api.admin(), settings);
    }

    ClusterAnswer ask(Kubeconfig login, ClusterSettings settings) throws Exception {
        try (Cluster cluster = new Cluster(with(login, settings, Optional.empty()), Clock.systemUTC())) {
            return cluster.ask(false);
        }
    }

    /// Why there is no answer.
    NotAnswered refused(Kubeconfig login, ClusterSettings settings, String... context) throws Exception {
        ClusterSettings all = with(login, settings, List.of(context).stream().findFirst());
        try (Cluster cluster = new Cluster(all, Clock.systemUTC())) {
            throw new AssertionError("answered: " + cluster.ask(false));
        } catch (NotAnswered e) {
            return e;
        }
    }

    static List<String> names(ClusterAnswer answer) {
        return answer.nodes().stream().map(ClusterNode::name).toList();
    }
}
