package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.cluster.NotAnswered;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.NodeTerms;
import io.imagesync.model.SyncEvent.Noted;
import io.imagesync.model.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// What becomes of what Kubernetes says, or does not say.
class AskingTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final Asking.Door SILENT = _ -> {
        throw new NotAnswered("the connection was refused", "start it");
    };

    @TempDir
    private Path folder = Path.of("");

    private String configuration = "NODE_SELECTOR=pool=gpu";
    private Instant now = NOW;
    private final List<Boolean> asked = new ArrayList<>();

    @BeforeEach
    void closed() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static ClusterNode node(String name, NodeSkip... marks) {
        return new ClusterNode(name, true, Map.of(), Map.of(), Set.of(marks));
    }

    private ClusterAnswer answer(ClusterNode... nodes) {
        return new ClusterAnswer(now, List.of(nodes), List.of(), List.of());
    }

    private Asking.Door says(ClusterAnswer answer) {
        return allNodes -> {
            asked.add(allNodes);
            return answer;
        };
    }

    private Wiring ask(Asking.Door door, boolean keeps, String... words) throws Exception {
        Path file = Files.writeString(
                folder.resolve("site.conf"),
                "PREFIX1=reg.example\nLOG_DIR=" + folder + "/logs\nSTATE_DIR=" + folder + "\n" + configuration + "\n");
        CommonOptions options = new CommonOptions();
        new CommandLine(options)
                .parseArgs(Stream.concat(Stream.of("-c", file.toString()), Stream.of(words))
                        .toArray(String[]::new));
        return new Asking(options, options.wiring(), Clock.fixed(now, ZoneOffset.UTC)).ask(door, keeps);
    }

    private void refused(Asking.Door door, String what, String remedy) {
        assertThatThrownBy(() -> ask(door, true)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ExitCode.NOT_DONE);
            assertThat(refusal.lines()).containsExactly(what, remedy);
        });
    }

    private static List<String> nodes(Wiring wiring) {
        return wiring.config().fleet().takingPart().stream().map(NodeName::text).toList();
    }

    private Path file() {
        return folder.resolve("cluster.json");
    }

    @Test
    void nodesOfTheClusterJoinAndTheAnswerIsKept() throws Exception {
        configuration += "\nNODES=root@a\nEXCLUDE_NODES=w2";
        ClusterAnswer answer = answer(node("w1"), node("w2"), node("w3", NodeSkip.CORDONED));
        Wiring wiring = ask(says(answer), true);

        assertThat(nodes(wiring)).containsExactly("root@a", "w1");
        assertThat(wiring.notes()).containsExactly(new Noted(Level.INFO, "Left out on purpose: w3 (cordoned)"));
        assertThat(wiring.warnings()).isEmpty();
        assertThat(nodes(ask(SILENT, true))).containsExactly("root@a", "w1");
    }

    @Test
    void whoOnlyLooksKeepsNothing() throws Exception {
        assertThat(nodes(ask(says(answer(node("w1"))), false))).containsExactly("w1");
        assertThat(file()).doesNotExist();
    }

    /// The labels of configured nodes are needed where workloads may be limited to some.
    @ParameterizedTest
    @CsvSource({
        "NODE_SELECTOR=a, false",
        "NODE_SELECTOR=a IMAGES_FROM=workloads, false",
        "NODE_SELECTOR=a NODES=w9 IMAGES_FROM=workloads, true",
        "NODE_SELECTOR=a NODES=w9, false",
        "NODES=w9 IMAGES_FROM=workloads, true",
    })
    void otherNodesAreAskedForOnlyWhereTheyMatter(String keys, boolean all) throws Exception {
        configuration = keys.replace(' ', '\n');
        ask(says(answer(node("w1"))), false);
        assertThat(asked).containsExactly(all);
    }

    @Test
    void withoutAnAnswerTheLastOneCountsAndThatIsSaid() throws Exception {
        ask(says(answer(node("w1"))), true);
        now = NOW.plus(Duration.ofMinutes(90));

        assertThat(ask(SILENT, true).warnings())
                .containsExactly("Kubernetes does not answer: the connection was refused; using its answer of"
                        + " 2026-11-30 08:00:00 (90m ago); start it");
    }

    /// The clock may have been set back: what seems to come from the future is as good, and as long.
    @ParameterizedTest
    @CsvSource({"3600, true", "3601, false", "-3600, true", "-3601, false"})
    void theLastAnswerCountsForSoLong(long seconds, boolean counts) throws Exception {
        configuration += "\nKUBE_MAX_AGE=1h";
        ask(says(answer(node("w1"))), true);
        now = NOW.plusSeconds(seconds);

        if (counts) {
            assertThat(nodes(ask(SILENT, true))).containsExactly("w1");
        } else {
            String when = seconds > 0 ? "(60m ago)" : "(60m in the future: look at this host's clock)";
            refused(
                    SILENT,
                    "Kubernetes does not answer: the connection was refused; its last answer, of"
                            + " 2026-11-30 08:00:00 " + when + ", is too old, since KUBE_MAX_AGE is 60m",
                    "start it");
        }
    }

    @Test
    void withoutAnAnswerAtAllThereIsNoRun() {
        refused(
                SILENT,
                "Kubernetes does not answer: the connection was refused; no earlier answer is kept",
                "start it");
    }

    @ParameterizedTest
    @CsvSource({
        "KUBECTL='k3s kubectl'",
        "KUBE_CONTEXT=other",
        "KUBECONFIG_FILE=/etc/other",
        "NODE_SELECTOR=pool=cpu",
        "IMAGES_FROM=workloads"
    })
    void theAnswerToAnotherQuestionIsNoUse(String key) throws Exception {
        ask(says(answer(node("w1"))), true);
        configuration += "\n" + key;
        refused(
                SILENT,
                "Kubernetes does not answer: the connection was refused; no earlier answer is kept",
                "start it");
    }

    @Test
    void anAnswerWithoutAnyNodeIsNotBelievedWhereThereWereSome() throws Exception {
        ask(says(answer(node("w1"), node("w2"))), true);
        now = NOW.plusSeconds(30);
        Wiring wiring = ask(says(answer()), true);

        assertThat(nodes(wiring)).containsExactly("w1", "w2");
        assertThat(wiring.warnings())
                .containsExactly(
                        "Kubernetes says that NODE_SELECTOR selects no node; before, it selected 2; using its answer"
                                + " of 2026-11-30 08:00:00 (30s ago); look at kubectl get nodes"
                                + " --show-labels, and at NODE_SELECTOR");
        assertThat(nodes(ask(SILENT, true))).containsExactly("w1", "w2");
    }

    /// Nodes that the selector does not take are asked for too where their labels matter.
    @Test
    void nodesThatTheSelectorDoesNotTakeAreNone() throws Exception {
        configuration += "\nNODES=a\nIMAGES_FROM=workloads";
        ask(says(answer(node("w1"))), true);
        ClusterNode other = new ClusterNode("w1", false, Map.of(), Map.of(), Set.of());
        assertThat(nodes(ask(says(answer(other)), true))).containsExactly("a", "w1");
    }

    @Test
    void itIsBelievedOnceTheLastOneIsTooOld() throws Exception {
        configuration += "\nNODES=a";
        ask(says(answer(node("w1"))), true);
        now = NOW.plus(Duration.ofHours(25));
        Wiring wiring = ask(says(answer()), true);

        assertThat(nodes(wiring)).containsExactly("a");
        assertThat(wiring.warnings()).isEmpty();
        assertThat(nodes(ask(SILENT, true))).containsExactly("a");
    }

    @Test
    void withoutAnyNodeThereIsNoRun() {
        refused(
                says(answer()),
                "NODE_SELECTOR selects no node of the cluster",
                "look at kubectl get nodes --show-labels, and correct it");
        refused(
                says(answer(node("w1", NodeSkip.CORDONED), node("w2", NodeSkip.NOT_READY, NodeSkip.DELETING))),
                "NODE_SKIP leaves out every node: w1 (cordoned), w2 (not-ready, deleting)",
                "repair these nodes, or change NODE_SKIP");
        configuration += "\nNODE_ADDRESS=external-ip";
        assertThatThrownBy(() -> ask(says(answer(node("w1"))), true))
                .hasMessageContaining("no node that NODE_SELECTOR selects has an address that ssh can use\nw1 of the"
                        + " cluster left out")
                .hasMessageContaining("set NODE_ADDRESS=name");
    }

    @Test
    void whatItsWorkloadsNeedIsWanted() throws Exception {
        configuration = "NODES='w1 w2'\nIMAGES_FROM=workloads\nNAMESPACES=team";
        ImageRef app = ImageRef.of("reg.example/app:1");
        ClusterAnswer answer = new ClusterAnswer(
                NOW,
                List.of(node("w1"), node("w2")),
                List.of(
                        new Workload("Deployment", "team", "api", List.of(app), NodeTerms.NONE),
                        new Workload("Deployment", "other", "api", List.of(app), NodeTerms.NONE)),
                List.of());
        Heard heard = Objects.requireNonNull(ask(says(answer), true).heard());

        assertThat(heard.demand().byWorkloads()).isTrue();
        assertThat(heard.demand().needs())
                .hasEntrySatisfying(app, need -> assertThat(need.users()).containsExactly("team/api"));
    }

    @Test
    void nodesThatJoinCanBeReceivers() throws Exception {
        ClusterAnswer answer = answer(node("w1"), node("w2"), node("w3", NodeSkip.CORDONED));
        assertThat(ask(says(answer), false, "--nodes", "w2").receivers()).containsExactly(new NodeName("w2"));
        assertThatThrownBy(() -> ask(says(answer), false, "--nodes", "w9"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("--nodes: w9 is not in the configuration");
        assertThatThrownBy(() -> ask(says(answer), false, "--nodes", "w3"))
                .hasMessageContaining("--nodes: NODE_SKIP leaves out w3 (cordoned)");
    }

    @Test
    void aBrokenFileIsNoAnswerAndIsTold() throws Exception {
        Files.writeString(file(), "{\"version\":1,");
        assertThatThrownBy(() -> ask(SILENT, true))
                .hasMessageStartingWith("Kubernetes does not answer: the connection was refused; STATE_DIR: " + file()
                        + " cannot be used: ");
        assertThat(ask(says(answer(node("w1"))), true).warnings()).isEmpty();
        assertThat(nodes(ask(SILENT, true))).containsExactly("w1");
    }
}
