package io.imagesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.imagesync.model.ClusterNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How `kubectl` is run, and that it ends.
@Timeout(60)
class ClusterRunTest {
    private static final String NODES = KubectlLab.NODES;
    private static final String NODE = KubectlLab.NODE;

    @TempDir
    private Path folder = Path.of("");

    private KubectlLab lab = new KubectlLab(folder);

    @BeforeEach
    void lab() {
        lab = new KubectlLab(folder);
    }

    private static List<String> running(String end) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.endsWith(end))
                .toList();
    }

    @Test
    void hasAFixedEnvironmentAndNoStdin() throws Exception {
        lab.kubeconfig = Optional.of(Path.of("/etc/my kube.conf"));
        lab.context = Optional.of("-x");
        lab.on(
                NODES,
                "env >$d/env; cat >$d/stdin; pwd >$d/pwd; echo noise >&2",
                "echo '" + KubectlLab.json("Node", "", NODE) + "'");
        try (Cluster cluster = lab.cluster(List.of(lab.script().toString(), "--two words"))) {
            assertThat(cluster.ask(false).nodes()).extracting(ClusterNode::name).containsExactly("w1");
        }

        assertThat(lab.file("env").lines().filter(line -> !line.matches("(PWD|OLDPWD|_|SHLVL)=.*")))
                .containsExactlyInAnyOrder(
                        "HOME=" + System.getProperty("user.home"),
                        "LANG=C.UTF-8",
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        assertThat(lab.file("stdin")).isEmpty();
        assertThat(lab.file("pwd")).isEqualTo("/\n");
        assertThat(lab.calls())
                .containsExactly("--two words --kubeconfig /etc/my kube.conf --context -x"
                        + " --request-timeout=10s get --raw " + NODES);
    }

    @Test
    void knowsWhereTheServerIsInAPod() {
        Map<String, String> pod = Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443");
        Map<String, String> others = Map.of("KUBERNETES_PORT", "tcp://fd00::1:443", "KUBECONFIG", "/x", "PATH", "/x");
        Map<String, String> ours = new HashMap<>(pod);
        ours.putAll(others);

        assertThat(Call.environment(ours))
                .containsAllEntriesOf(pod)
                .containsOnlyKeys("KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "PATH", "HOME", "LANG")
                .doesNotContainEntry("PATH", "/x");
        assertThat(Call.environment(others)).containsOnlyKeys("PATH", "HOME", "LANG");
        assertThat(Call.isInPod(ours)).isTrue();
        assertThat(Call.isInPod(others)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 621.3",
                "trap '' TERM HUP; while :; do sleep 621.3; done",
                "printf '{\"kind\":\"NodeList\",'; (trap '' TERM; sleep 621.3) & sleep 621.3",
                "yes >&2",
            })
    void oneThatIsSlowIsEndedWithItsChildren(String hang) {
        lab.within(Duration.ofMillis(600), Duration.ofSeconds(30)).on(NODES, hang);
        long start = System.nanoTime();

        assertThat(lab.refused()).hasMessage("the Kubernetes API did not answer in time: 0s have passed");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(running(" 621.3")).isEmpty();
    }

    @Test
    void allPagesTogetherHaveALimit() {
        lab.within(Duration.ofSeconds(30), Duration.ofMillis(1500))
                .on(NODES, "echo '" + KubectlLab.json("Node", "a", NODE) + "'")
                .on(NODES + "&continue=a", "sleep 0.3; echo '" + KubectlLab.json("Node", "a", NODE) + "'");

        assertThat(lab.refused()).hasMessage("the Kubernetes API did not answer in time: 1s have passed");
    }

    @Test
    void whatItLeavesBehindIsEnded() throws Exception {
        lab.on(NODES, "(trap '' TERM HUP; exec sleep 623.1) &", "echo '" + KubectlLab.json("Node", "", NODE) + "'");

        assertThat(lab.ask().nodes()).hasSize(1);
        assertThat(running("sleep 623.1")).isEmpty();
    }

    /// A session of its own is no longer ours: what holds a stream open from there delays nothing for long. There
    /// is an answer when the JVM, which closes the stream of a process that has ended, is quicker than the reader.
    @Test
    void aDaemonThatHoldsItsStreamsDelaysNothingForLong() throws Exception {
        lab.on(
                NODES,
                "setsid sh -c 'echo >$0/own; exec sleep 12.7' $d &",
                "until [ -e $d/own ]; do sleep 0.01; done",
                "echo '" + KubectlLab.json("Node", "", NODE) + "'");
        long start = System.nanoTime();
        try {
            assertThat(lab.ask().nodes()).hasSize(1);
        } catch (NotAnswered e) {
            assertThat(e).hasMessageContaining("the output of kubectl does not end");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void closingEndsItAtOnce() throws Exception {
        lab.workloads = true;
        lab.on(NODES, "echo >$d/runs; sleep 625.9");
        Cluster cluster = lab.cluster();
        FutureTask<NotAnswered> asking =
                new FutureTask<>(() -> catchThrowableOfType(NotAnswered.class, () -> cluster.ask(false)));
        lab.empty().on(NODES, "echo >$d/runs; sleep 625.9").script();
        Thread.ofPlatform().start(asking);
        while (!Files.exists(folder.resolve("runs"))) {
            Thread.sleep(10);
        }
        cluster.close();

        assertThat(running(" 625.9")).isEmpty();
        assertThat(asking.get()).hasMessage("the question to Kubernetes was cancelled");
        assertThat(catchThrowableOfType(NotAnswered.class, () -> cluster.ask(false)))
                .hasMessage("the question to Kubernetes was cancelled");
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        lab.on(NODES, "echo >$d/runs; sleep 627.1");
        FutureTask<Throwable> asking =
                new FutureTask<>(() -> catchThrowableOfType(InterruptedException.class, () -> lab.ask()));
        Thread thread = Thread.ofPlatform().start(asking);
        while (!Files.exists(folder.resolve("runs"))) {
            Thread.sleep(10);
        }
        thread.interrupt();

        assertThat(asking.get()).isInstanceOf(InterruptedException.class);
        assertThat(running(" 627.1")).isEmpty();
    }

    @Test
    void noMoreThanFourRunAtOnceAndTheFirstFailureEndsTheOthers() throws Exception {
        lab.workloads = true;
        lab.empty();
        for (String list : List.of("deployments", "statefulsets", "daemonsets", "replicasets")) {
            lab.on("/apis/apps/v1/" + list + "?limit=500", "sleep 629.7");
        }
        lab.fails(NODES, 1, "error: You must be logged in to the server (Unauthorized)");

        assertThat(lab.refused()).hasMessageContaining("does not accept the login");
        assertThat(lab.calls()).hasSizeLessThanOrEqualTo(1 + Kubectl.AT_ONCE);
        assertThat(running(" 629.7")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /no/such/kubectl | cannot use /no/such/kubectl: no such file or folder
            no-such-kubectl  | no-such-kubectl is not found on /usr/local/sbin:
            ../bin/kubectl   | ../bin/kubectl is not found on /usr/local/sbin:
            """)
    void oneThatIsNotThere(String word, String why) {
        try (Cluster cluster = lab.cluster(List.of(word))) {
            NotAnswered e = catchThrowableOfType(NotAnswered.class, () -> cluster.ask(false));
            assertThat(e).hasMessageStartingWith("kubectl cannot be run: " + why);
            assertThat(e.remedy()).isNotEmpty();
        }
    }

    @Test
    void oneThatCannotBeExecuted() throws Exception {
        Path program = folder.resolve("program");
        Files.writeString(program, "#!/no/such/interpreter\n", StandardCharsets.UTF_8);
        try (Cluster cluster = lab.cluster(List.of(program.toString()))) {
            assertThat(catchThrowableOfType(NotAnswered.class, () -> cluster.ask(false)))
                    .hasMessageContaining("program is not executable");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            assertThat(catchThrowableOfType(NotAnswered.class, () -> cluster.ask(false)))
                    .hasMessage("kubectl cannot be run");
        }
    }
}
