package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@BothWays
class ExitCodesTest extends OnOneSite {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void zeroAndSilenceWhenAllIsInStep() throws Exception {
        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
        assertThat(site.run("sync")).isEqualTo(new Ended(0, "", ""));
        assertThat(site.log())
                .containsSubsequence(
                        "[INFO] === IMAGE SYNC STARTED ===",
                        "[INFO] Nodes: gpu01 <-> gpu02",
                        "[INFO] Missing on gpu02: 1",
                        "[INFO] Pulling " + Site.REPOSITORY + "app:1.0 on gpu02",
                        "[SUCCESS] " + Site.REPOSITORY + "app:1.0 on gpu02",
                        "[INFO] === SUMMARY ===",
                        "[INFO] Successful pulls (this session): 1",
                        "[INFO] Failed pulls (this session): 0",
                        "[INFO] === IMAGE SYNC COMPLETE ===",
                        "[INFO] All images are already synced",
                        "[INFO] Successful pulls (this session): 0");
        assertThat(site.file("success_images"))
                .singleElement()
                .asString()
                .matches("\\[[-0-9: ]{19}] gpu02 " + Site.REPOSITORY + "app:1\\.0 - SUCCESS");
    }

    @Test
    void oneWhenTooFewNodesCanBeRead() throws Exception {
        site.node("gpu02").close();

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.complaints())
                .hasSizeBetween(2, 10)
                .anyMatch(line -> line.startsWith("1 of 2 nodes could be read, but two are needed to compare; "))
                .anyMatch(line -> line.startsWith("left out: gpu02: connection refused by 127.0.1.2"));
        assertThat(site.log())
                .anyMatch(line -> line.startsWith("[ERROR] Cannot connect to gpu02 via SSH: connection refused"));
    }

    @Test
    void oneWhenNoSourceNodeCanBeRead() throws Exception {
        try (Site three = Site.of(folder, 3).by(access)) {
            three.set("SOURCE_NODES", "gpu03").node("gpu03").close();

            Ended ended = three.run();

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.stderr()).startsWith("no source node could be read; ");
        }
    }

    @Test
    void twoForWrongUse() throws Exception {
        Ended ended = site.run("--no-such-option");

        assertThat(ended).isEqualTo(new Ended(2, "", "Unknown option: '--no-such-option'\ntry: image-sync --help\n"));
        assertThat(site.run("--nodes", "gpu09").exitCode()).isEqualTo(2);
        assertThat(site.run("no-such-command").exitCode()).isEqualTo(2);
        assertThat(site.node("gpu01").connections()).isZero();
    }

    @Test
    void threeWhenAPullFailed() throws Exception {
        site.node("gpu02").faults().everything(Fault.Known.UNAUTHORIZED);

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.complaints())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("failed: " + Site.REPOSITORY + "app:1.0 on gpu02: the registry asks"))
                .anyMatch(line -> line.startsWith("log: " + site.logs()));
        assertThat(site.log())
                .anyMatch(line -> line.startsWith(
                        "[ERROR] FAILED: " + Site.REPOSITORY + "app:1.0 on gpu02 (Exit code: 1): the registry asks"))
                .contains("[INFO] Failed pulls (this session): 1");
        assertThat(site.file("failed_images"))
                .singleElement()
                .asString()
                .endsWith(" gpu02 " + Site.REPOSITORY + "app:1.0 (EXIT 1) - FAILED");
    }

    @Test
    void threeWhenANodeWasLeftOutAlsoOfAPlan() throws Exception {
        try (Site three = Site.of(folder, 3).by(access)) {
            three.node("gpu03").close();

            assertThat(three.run().exitCode()).isEqualTo(3);
            Ended plan = three.run("plan");

            assertThat(plan.exitCode()).isEqualTo(3);
            assertThat(plan.stdout()).contains("left out  gpu03: connection refused");
            assertThat(plan.complaints()).allMatch(line -> line.startsWith("left out: gpu03"));
        }
    }

    @Test
    void fourWhenThereIsSomethingToDo() throws Exception {
        assertThat(site.run("plan", "--exit-code").exitCode()).isEqualTo(4);
        assertThat(site.run("plan").exitCode()).isZero();
        site.holds("gpu02", "app:1.0");
        assertThat(site.run("plan", "--exit-code").exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
    void aSignalCancelsRunningPullsOnTheNodes(String signal, int exitCode) throws Exception {
        site.node("gpu02").pace(Pace.behind(new Gate()));
        String image = Site.REPOSITORY + "app:1.0";
        try (Program program = site.start()) {
            site.node("gpu02").events().await(new NodeEvent.PullStarted(image, ""), LIMIT);
            program.signal(signal);

            Ended ended = program.end();

            assertThat(ended.exitCode()).isEqualTo(exitCode);
            assertThat(ended.stdout()).isEmpty();
            assertThat(ended.complaints()).hasSizeBetween(1, 10);
        }
        site.node("gpu02").events().await(new NodeEvent.PullCancelled(image), LIMIT);
        assertThat(site.log())
                .contains("[WARNING] SIG" + signal + " received: cancelling running pulls")
                .anyMatch(line -> line.startsWith("[ERROR] FAILED: " + image + " on gpu02 (Exit code: 143)"))
                .endsWith("[INFO] === IMAGE SYNC CANCELLED ===");
        assertThat(site.file("failed_images")).singleElement().asString().endsWith(" (CANCELLED) - FAILED");
    }

    @Test
    void oneWhenAnotherInstanceHoldsTheLock() throws Exception {
        site.node("gpu02").pace(Pace.behind(new Gate()));
        try (Program program = site.start()) {
            site.node("gpu02").events().await(new NodeEvent.PullStarted(Site.REPOSITORY + "app:1.0", ""), LIMIT);

            Ended second = site.run();
            Ended dryRun = site.run("--dry-run");

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.complaints())
                    .contains("Script already running. Lock active: " + site.lock())
                    .anyMatch(line -> line.startsWith("the file says pid "));
            assertThat(dryRun.exitCode()).isZero();
            program.signal("KILL");
            program.end();
        }
        site.node("gpu02").pace(Pace.immediate());
        assertThat(site.run().exitCode()).isZero();
    }
}
