package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What was removed while a node was off, and that node is back.
class RemovedImagesTest extends OnOneSite {
    private static final String APP = Site.REPOSITORY + "app:1.0";

    private Path removed(String text) throws IOException {
        Files.createDirectories(site.state());
        return Files.writeString(site.state().resolve("removed.json"), text);
    }

    @Test
    void staysAwayUntilItIsRestored() throws Exception {
        Path file = removed("{\"version\":1,\"removed\":[{\"image\":\"" + APP + "\",\"at\":\"" + Instant.now()
                + "\",\"by\":\"alice\",\"ids\":[\"sha256:other\"],\"confirmed\":[]}]}");

        assertThat(site.run("plan", "--exit-code").exitCode()).isZero();
        assertThat(site.run("status").stdout())
                .containsPattern("removed +" + APP + " +\\d{4}-.* UTC by alice +another image of that name on gpu01");
        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(site.isOn("app:1.0", "gpu02")).isFalse();
        assertThat(site.log()).anyMatch(line -> line.startsWith("[INFO] Removed, and there again: " + APP));
        assertThat(file).content().contains("\"confirmed\":[\"gpu02\"]");

        assertThat(site.run("restore", "*app:*").exitCode()).isEqualTo(2);
        assertThat(site.run("restore", "--yes", "*app:*").exitCode()).isZero();
        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
    }

    @Test
    void aFileThatCannotBeReadEndsTheRunBeforeAnyNodeIsAsked() throws Exception {
        Path file = removed("{\"version\":1,\"removed\":[{\u0007");

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr()).contains("STATE_DIR: " + file + " cannot be used: ", "move removed.json away");
        assertThat(site.fleet().nodes()).allMatch(node -> node.connections() == 0);
        assertThat(site.log()).anyMatch(line -> line.startsWith("[ERROR] STATE_DIR: " + file));
        for (String command : new String[] {"plan", "status"}) {
            assertThat(site.run(command).stdout())
                    .contains("warning: STATE_DIR: " + file, "a run would end with exit code 1");
        }
    }
}
