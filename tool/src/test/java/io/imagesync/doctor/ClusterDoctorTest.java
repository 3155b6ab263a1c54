package io.imagesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.imagesync.cluster.Members;
import io.imagesync.cluster.NotAnswered;
import io.imagesync.doctor.ClusterDoctor.Call;
import io.imagesync.doctor.ClusterDoctor.Seen;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDoctorTest {
    private static final Call<String> VERSION = () -> "v1.32.3";
    private static final Call<List<String>> ALL_RIGHTS = List::of;

    @TempDir
    private Path folder = Path.of("");

    /// Nanoseconds that have passed.
    private long now;

    private static NotAnswered down() {
        return new NotAnswered("the API server does not answer", "look whether it runs");
    }

    private static ClusterSettings settings(String selector, boolean workloads, Optional<Path> kubeconfig) {
        return new ClusterSettings(
                Optional.of(selector).filter(text -> !text.isEmpty()),
                NodeAddress.NAME,
                Set.of(NodeSkip.values()),
                workloads,
                List.of(),
                List.of("kubectl"),
                kubeconfig,
                Optional.empty(),
                Duration.ofHours(24));
    }

    private static ClusterNode node(String name, boolean selected, NodeSkip... marks) {
        return new ClusterNode(name, selected, Map.of(), Map.of(), Set.of(marks));
    }

    private static ClusterAnswer of(ClusterNode... nodes) {
        return new ClusterAnswer(Instant.EPOCH, List.of(nodes), List.of(), List.of());
    }

    private static Members members(List<String> joining, List<LeftAlone> left, Map<NodeName, ClusterNode> known) {
        return new Members(joining.stream().map(NodeName::new).toList(), left, known, List.of());
    }

    private static List<NodeName> names(String... names) {
        return List.of(names).stream().map(NodeName::new).toList();
    }

    private ClusterDoctor doctor(
            Call<String> version, Call<ClusterAnswer> answer, Call<List<String>> missing, ClusterSettings settings) {
        return new ClusterDoctor(version, answer, missing, settings, () -> now);
    }

    private Seen ask(Call<String> version, Call<ClusterAnswer> answer, Call<List<String>> missing) throws Exception {
        return doctor(version, answer, missing, settings("*", true, Optional.empty()))
                .ask();
    }

    private List<Finding> compare(String selector, ClusterAnswer answer, Members members, String... configured) {
        return doctor(VERSION, () -> answer, ALL_RIGHTS, settings(selector, true, Optional.empty()))
                .compare(answer, members, names(configured));
    }

    @Test
    void aClusterThatAnswers() throws Exception {
        Seen seen = ask(
                VERSION,
                () -> {
                    now += Duration.ofMillis(231).toNanos();
                    return of(node("a", true), node("b", true));
                },
                ALL_RIGHTS);
        assertThat(seen.given()).isPresent();
        assertThat(seen.findings())
                .allMatch(f -> f.level() == Level.OK && f.subject().equals("the cluster"))
                .extracting(Finding::text)
                .containsExactly(
                        "kubectl: v1.32.3",
                        "API: answered after 231 ms, 2 nodes, 0 workloads",
                        "rights: may list all that image-sync asks for");
    }

    @Test
    void oneThatIsSlow() throws Exception {
        Seen seen = ask(
                VERSION,
                () -> {
                    now += Duration.ofSeconds(5).toNanos();
                    return of(node("a", true));
                },
                ALL_RIGHTS);
        assertThat(seen.findings().get(1))
                .isEqualTo(Finding.warning(
                        "the cluster",
                        "API: answered after 5000 ms, 1 node, 0 workloads",
                        "look at the load of the API server and of this host"));
    }

    @Test
    void withoutKubectlNothingElseIsTried() throws Exception {
        Seen seen = ask(
                () -> {
                    throw new NotAnswered("there is no kubectl", "install it");
                },
                () -> {
                    throw new AssertionError();
                },
                () -> {
                    throw new AssertionError();
                });
        assertThat(seen.given()).isEmpty();
        assertThatThrownBy(seen::answer).isInstanceOf(NotAnswered.class);
        assertThat(seen.findings())
                .containsExactly(
                        new Finding(Level.FAILED, "the cluster", "kubectl: there is no kubectl", "install it"));
    }

    @Test
    void anApiThatIsDownIsSaidOnce() throws Exception {
        Seen seen = ask(
                VERSION,
                () -> {
                    throw down();
                },
                () -> {
                    throw down();
                });
        assertThat(seen.given()).isEmpty();
        assertThatThrownBy(seen::answer).isInstanceOf(NotAnswered.class);
        assertThat(seen.findings().subList(1, seen.findings().size()))
                .containsExactly(new Finding(
                        Level.FAILED, "the cluster", "API: the API server does not answer", "look whether it runs"));
    }

    @Test
    void rightsThatAreMissingAreNamedAlsoWhereNothingIsAnsweredForLackOfThem() throws Exception {
        Seen seen = ask(
                VERSION,
                () -> {
                    throw down();
                },
                () -> List.of("pods", "deployments.apps"));
        Finding last = seen.findings().getLast();
        assertThat(last.level()).isEqualTo(Level.FAILED);
        assertThat(last.text()).isEqualTo("rights: may not list pods; deployments.apps");
        assertThat(ask(VERSION, () -> of(node("a", true)), () -> List.of("events"))
                        .findings()
                        .getLast()
                        .level())
                .isEqualTo(Level.WARNING);
        assertThat(last.remedy()).contains("kubectl apply -f workloads.yaml");
    }

    @Test
    void rightsThatCannotBeTold() throws Exception {
        Seen seen = ask(VERSION, () -> of(node("a", true)), () -> {
            throw down();
        });
        assertThat(seen.findings().getLast())
                .isEqualTo(Finding.warning(
                        "the cluster", "rights: not known: the API server does not answer", "look whether it runs"));
    }

    @Test
    void aKubeconfigThatOthersMayWriteOrRead() throws Exception {
        Path file = Files.writeString(folder.resolve("kubeconfig"), "");
        ClusterDoctor doctor = doctor(VERSION, () -> of(), ALL_RIGHTS, settings("*", false, Optional.of(file)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        assertThat(doctor.ask().findings())
                .containsExactly(new Finding(
                        Level.FAILED,
                        "the cluster",
                        "KUBECONFIG_FILE: " + file + " can be written by others than its owner",
                        "run: chmod go-w " + file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(doctor.ask().findings().getFirst())
                .isEqualTo(Finding.warning(
                        "the cluster",
                        "KUBECONFIG_FILE: " + file + " can be read by everybody and may contain secrets; run: chmod"
                                + " o-r "
                                + file,
                        ""));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(doctor.ask().findings().getFirst())
                .isEqualTo(Finding.ok("the cluster", "KUBECONFIG_FILE: " + file + " can be trusted"));
    }

    @Test
    void whatTheSelectorTakesAndWhoIsLeftOutAndWhy() {
        ClusterNode gpu1 = node("gpu1", true);
        ClusterAnswer answer = of(
                gpu1,
                node("gpu2", true, NodeSkip.CORDONED, NodeSkip.NOT_READY),
                node("cp", true, NodeSkip.CONTROL_PLANE),
                node("cpu1", false));
        Members members = members(
                List.of("gpu1"),
                List.of(
                        new LeftAlone(new NodeName("gpu2"), List.of(NodeSkip.CORDONED, NodeSkip.NOT_READY)),
                        new LeftAlone(new NodeName("cp"), List.of(NodeSkip.CONTROL_PLANE))),
                Map.of(new NodeName("gpu1"), gpu1));
        assertThat(compare("gpu=yes", answer, members))
                .containsExactly(
                        Finding.ok(
                                "the cluster",
                                "NODE_SELECTOR: selects 3 of 4 nodes; NODE_SKIP leaves out 2: gpu2 (cordoned"
                                        + " not-ready), cp"
                                        + " (control-plane)"),
                        Finding.ok("the cluster", "in the cluster, but neither selected nor configured: cpu1"));
    }

    @Test
    void aSelectorThatTakesNothing() {
        Finding finding = compare("gpu=no", of(node("a", false)), members(List.of(), List.of(), Map.of()), "x")
                .getFirst();
        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.text()).isEqualTo("NODE_SELECTOR: selects 0 of 1 node");
    }

    @Test
    void nodesThatOnlyOneSideKnows() {
        List<ClusterNode> nodes = new ArrayList<>(
                IntStream.rangeClosed(1, 8).mapToObj(i -> node("n" + i, false)).toList());
        nodes.add(node("cp", false, NodeSkip.CONTROL_PLANE));
        Members members = members(List.of(), List.of(), Map.of(new NodeName("root@n1"), nodes.getFirst()));
        assertThat(compare("", of(nodes.toArray(ClusterNode[]::new)), members, "root@n1", "alias"))
                .extracting(Finding::level, Finding::text)
                .containsExactly(
                        tuple(Level.WARNING, "in the cluster, but not configured: n2, n3, n4, n5, n6 and 2 more"),
                        tuple(Level.WARNING, "configured, but not in the cluster: alias"));
    }
}
