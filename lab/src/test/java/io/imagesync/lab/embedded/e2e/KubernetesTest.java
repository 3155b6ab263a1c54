package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes and wanted images come from Kubernetes, for which a script in place of `kubectl` speaks.
class KubernetesTest {
    private static final String APP = Site.REPOSITORY + "app:1.0";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Site site;

    @BeforeEach
    void start() throws IOException {
        Path kubectl = folder.resolve("kubectl");
        Files.writeString(kubectl, """
                #!/bin/sh
                cd %s
                if [ -e down ]; then
                    echo 'The connection to the server 10.0.0.1:6443 was refused' >&2
                    exit 1
                fi
                [ ! -e hangs ] || { echo >asked; sleep 619.5; }
                for last; do :; done
                case "$last" in
                */nodes*) kind=Node; items=$(cat nodes);;
                */deployments*) kind=Deployment; items=$(cat deployments);;
                */pods*) kind=Pod;;
                */statefulsets*) kind=StatefulSet;;
                */daemonsets*) kind=DaemonSet;;
                */replicasets*) kind=ReplicaSet;;
                */jobs*) kind=Job;;
                */cronjobs*) kind=CronJob;;
                esac
                version=${last#/api*/}
                version=${version%%/*}
                echo '{"kind":"'$kind'List","apiVersion":"'$version'","metadata":{},"items":['$items']}'
                """.formatted(folder));
        Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));
        nodes(node("gpu01", false), node("gpu02", false), node("gpu03", true));
        Files.writeString(folder.resolve("deployments"), """
                {"metadata":{"namespace":"team","name":"api"},
                 "spec":{"template":{"spec":{"containers":[{"name":"c","image":"%s"}]}}}}
                """.formatted(APP));
        site = Site.of(folder, 3)
                .set("KUBECTL", kubectl)
                .set("NODE_SELECTOR", "*")
                .set("IMAGES_FROM", "workloads");
        List.of("NODE1", "NODE2", "NODE3").forEach(key -> site.set(key, ""));
        site.fleet().registry().push(APP, 1_000_000);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void nodes(String... nodes) throws IOException {
        Files.writeString(folder.resolve("nodes"), String.join(",", nodes));
    }

    private static String node(String name, boolean cordoned) {
        return """
                {"metadata":{"name":"%s"},"spec":{"unschedulable":%s},
                 "status":{"conditions":[{"type":"Ready","status":"True"}]}}""".formatted(name, cordoned);
    }

    private void is(String state) throws IOException {
        Files.deleteIfExists(folder.resolve("down"));
        if (!state.equals("up")) {
            Files.createFile(folder.resolve(state));
        }
    }

    @Test
    void nodesOfTheClusterGetWhatItsWorkloadsName() throws Exception {
        assertThat(site.run("plan").stdout()).contains(APP);
        assertThat(site.state())
                .satisfiesAnyOf(
                        state -> assertThat(state).doesNotExist(),
                        state -> assertThat(state).isEmptyDirectory());

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(site.isOn("app:1.0", "gpu01")).isTrue();
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
        assertThat(site.isOn("app:1.0", "gpu03")).isFalse();
        assertThat(site.log())
                .contains("[INFO] Nodes: gpu01 <-> gpu02", "[INFO] Left out on purpose: gpu03 (cordoned)");

        nodes(node("gpu01", false), node("gpu03", false));
        assertThat(site.run("--nodes", "gpu03")).isEqualTo(new Ended(0, "", ""));
        assertThat(site.isOn("app:1.0", "gpu03")).isTrue();
        assertThat(site.run("--nodes", "gpu02").exitCode()).isEqualTo(2);
    }

    @Test
    void withoutAnAnswerTheLastOneCountsAndWithoutThatThereIsNoRun() throws Exception {
        site.run();
        is("down");
        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(site.log())
                .anyMatch(line -> line.startsWith("[WARNING] Kubernetes does not answer: ")
                        && line.contains("; using its answer of "));
        assertThat(site.run("status").stdout()).contains("warning: Kubernetes does not answer: ");

        Files.delete(site.state().resolve("cluster.json"));
        Ended ended = site.run();
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.complaints()).first().asString().startsWith("Kubernetes does not answer: ");
        assertThat(site.log()).last().asString().startsWith("[ERROR] Kubernetes does not answer: ");
        assertThat(Files.readAllLines(site.state().resolve("history.jsonl")))
                .last()
                .asString()
                .contains("\"impossible\":true");
        assertThat(site.run("plan").exitCode()).isEqualTo(1);
        assertThat(site.run("config").stdout()).contains("warning: Kubernetes does not answer: ");
    }

    @Test
    void aSignalEndsTheAsking() throws Exception {
        is("hangs");
        try (Program program = site.start()) {
            await(folder.resolve("asked"));
            program.signal("TERM");
            assertThat(program.end(Duration.ofSeconds(10)).exitCode()).isEqualTo(143);
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.endsWith(" 619.5"));
        assertThat(site.log())
                .contains(
                        "[WARNING] SIGTERM received: cancelling running pulls", "[INFO] === IMAGE SYNC CANCELLED ===");
    }

    private static void await(Path file) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
