package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class DoctorTest extends OnOneSite {
    @Test
    void findsNothingWhereAllIsWellAndChangesNothing() throws Exception {
        Ended ended = site.set("RUNTIME_ACCESS", "auto").run("doctor");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout().lines())
                .anyMatch(line -> line.matches("ok +this host +configuration: 2 nodes take part, 0 are in repair"))
                .anyMatch(line -> line.matches("ok +this host +LOCK_FILE: .* is free"))
                .anyMatch(line ->
                        line.matches("ok +gpu01 +SSH: first answer after \\d+ ms, host key SHA256:\\S+ \\(\\S+\\)"))
                .anyMatch(line -> line.matches("ok +gpu01 +CRI: containerd \\S+ at \\S+, CRI v1, \\d+ images"))
                .anyMatch(line -> line.matches("ok +gpu02 +crictl: crictl \\(crictl version v1.31.1\\), \\d+ images"))
                .anyMatch(
                        line -> line.matches(
                                "ok +gpu\\[01-02] +disk: \\S+ is \\d+% full; DISK_LIMIT 80%, the kubelet deletes images from 85%"))
                .last()
                .isEqualTo("Nothing has failed.");
        assertThat(site.logs()).doesNotExist();
        assertThat(site.state()).doesNotExist();
        assertThat(site.lock()).doesNotExist();
    }

    @Test
    void saysHowFarItCameAndWhatToDo() throws Exception {
        site.node("gpu01").script().noise("Welcome to gpu01");
        site.node("gpu02").close();
        Files.createFile(site.state());

        Ended ended = site.set("RUNTIME_ACCESS", "auto").run("doctor");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stdout())
                .containsPattern(
                        "warning +gpu01 +shell: the login shell prints text before each answer: Welcome to gpu01")
                .containsPattern("failed +gpu02 +TCP: connection refused by \\S+\n +-> check that sshd runs")
                .containsPattern("failed +this host +STATE_DIR: .* is not a folder\n +-> ")
                .endsWith("2 checks failed. 1 warning.\n");
    }

    @Test
    void saysWhichNodesGetNoImageThroughThisHost() throws Exception {
        Ended ended = site.set("RUNTIME_ACCESS", "auto").set("RELAY", "loaded").run("doctor", "--all");
        assertThat(ended.stdout()).containsPattern("ok +gpu\\[01-02] +relay: images can come through this host");
        assertThat(site.set("RELAY", "no").run("doctor", "--all").stdout()).doesNotContain("relay:");
    }
}
