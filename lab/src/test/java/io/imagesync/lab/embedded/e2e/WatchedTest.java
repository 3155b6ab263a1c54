package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.Pace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// Runs that somebody watches who did not start them, and who is told how they end.
class WatchedTest extends OnOneSite {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Ended NO_RUN =
            new Ended(5, "", "no run is in progress; image-sync report shows the last runs\n");

    private Path progress() {
        return site.state().resolve("progress.json");
    }

    private static void await(Callable<Boolean> what) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!what.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    /// A run that waits for the gate, and has told something.
    private Program waiting(Gate gate) throws Exception {
        site.node("gpu02").pace(Pace.behind(gate));
        Program program = site.start();
        await(() -> Files.exists(progress()) && site.run("progress").stdout().contains("gpu02"));
        return program;
    }

    @Test
    void aSlowPullIsSeenFromElsewhereUntilItsEnd() throws Exception {
        assertThat(site.run("progress")).isEqualTo(NO_RUN);
        Gate gate = new Gate();
        site.environment("TERM", "xterm-256color");
        try (Program program = waiting(gate);
                Program watching = site.startAtTerminal("progress")) {
            Ended once = site.run("progress");
            assertThat(once.exitCode()).isZero();
            assertThat(once.stdout().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("[-").contains("  0 of 1 images, 0 B of 1.0 MB, "),
                            line -> assertThat(line)
                                    .startsWith("gpu02  " + Site.REPOSITORY + "app:1.0  pulling 1.0 MB, ")
                                    .endsWith(" limit 30 min"));
            assertThat(site.run("progress", "-o", "json").stdout())
                    .contains("\"kind\" : \"progress\"", "\"image\" : \"" + Site.REPOSITORY + "app:1.0\"");
            gate.open();
            assertThat(program.end()).isEqualTo(new Ended(0, "", ""));
            Ended watched = watching.end();
            assertThat(watched.exitCode()).isZero();
            assertThat(watched.stdout()).contains("0 of 1 images", "  complete  ");
        }
        assertThat(progress()).doesNotExist();
        assertThat(site.run("progress")).isEqualTo(NO_RUN);
    }

    @Test
    void whoLooksOnMayLeaveAndWhatAKilledRunLeftIsNoRun() throws Exception {
        site.environment("TERM", "xterm-256color");
        try (Program program = waiting(new Gate())) {
            try (Program watching = site.startAtTerminal("progress")) {
                await(this::areBarsShown);
                for (ProcessHandle one : watching.descendants()) {
                    new ProcessBuilder("kill", "-INT", String.valueOf(one.pid()))
                            .start()
                            .waitFor();
                }
                assertThat(watching.end().exitCode()).isEqualTo(130);
            }
            assertThat(site.run("progress").exitCode()).isZero();
            program.signal("KILL");
        }
        assertThat(progress()).exists();
        await(() -> site.run("progress").equals(NO_RUN));
        site.node("gpu02").pace(Pace.immediate());
        assertThat(site.run().exitCode()).isZero();
        assertThat(progress()).doesNotExist();
    }

    /// On any terminal.
    private boolean areBarsShown() throws IOException {
        try (DirectoryStream<Path> outputs = Files.newDirectoryStream(folder, "stdout*")) {
            for (Path output : outputs) {
                String text = Files.readString(output);
                if (text.contains("\u001b[") && text.contains("0 of 1 images")) {
                    return true;
                }
            }
        }
        return false;
    }

    private Path told() {
        return folder.resolve("told");
    }

    private void telling() throws IOException {
        Path tell = folder.resolve("tell");
        Files.writeString(tell, """
                #!/bin/sh
                echo "$1 $IMAGE_SYNC_RESULT $(grep -c '"kind" : "run"')" >>%s
                echo it is told
                exit 3
                """.formatted(told()));
        Files.setPosixFilePermissions(tell, PosixFilePermissions.fromString("rwx------"));
        site.set("ON_RESULT", tell + " \"the team\"").set("LOG_LEVEL", "DEBUG");
    }

    @Test
    void aProgramIsToldOnceWhenTheResultChanges() throws Exception {
        telling();
        site.node("gpu02").faults().always(Site.REPOSITORY + "app:1.0", Fault.Known.NOT_FOUND);
        assertThat(site.run().exitCode()).isEqualTo(3);
        assertThat(site.run().exitCode()).isEqualTo(3);
        assertThat(told()).hasContent("the team incomplete 1");
        assertThat(site.log())
                .contains("[DEBUG] ON_RESULT: " + folder.resolve("tell") + " said: it is told")
                .filteredOn(line -> line.contains("ended with exit code 3"))
                .singleElement()
                .asString()
                .startsWith("[WARNING] ON_RESULT: ");

        site.set("NODE2", "absent.invalid");
        assertThat(site.run().exitCode()).isEqualTo(1);
        assertThat(Files.readAllLines(told())).hasSize(1);
        site.set("NODE2", "");
        site.set("IMAGES", Site.REPOSITORY + "app:1.0");
        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(site.run().exitCode()).isZero();
        assertThat(told()).hasContent("the team incomplete 1\nthe team complete 1");
        try (var left = Files.list(site.state())) {
            assertThat(left.map(file -> file.getFileName().toString())).doesNotContain("on-result.json");
        }
    }

    @Test
    void aRunThatASignalEndsTellsNothing() throws Exception {
        telling();
        try (Program program = waiting(new Gate())) {
            program.signal("TERM");
            assertThat(program.end().exitCode()).isEqualTo(143);
        }
        assertThat(told()).doesNotExist();
        assertThat(progress()).doesNotExist();
    }
}
