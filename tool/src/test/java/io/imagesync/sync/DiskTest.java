package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Result;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// DISK_LIMIT: an image of size 100 needs 350; the disk has 1000, of which 800 may be used.
class DiskTest {
    private static final int TIMES = 20;

    private final Scenario scenario = new Scenario();
    private final Gate gate = new Gate();
    private final FakeNode node = scenario.node("a");

    @BeforeEach
    void limit() {
        scenario.diskPercent = 80;
        node.disk(1000, 100).pulling((_, _) -> {
            gate.pass();
            return Optional.empty();
        });
    }

    private List<String> notTriedForDisk(RunReport report) {
        return report.outcomes().stream()
                .filter(o -> o instanceof Outcome.NotTried(var _, var cause, var _) && cause == Cause.DISK)
                .map(o -> o.pull().image().toString())
                .sorted()
                .toList();
    }

    @RepeatedTest(TIMES)
    void runningPullsReserveWhatTheyNeed() throws Exception {
        scenario.offering("r.io", 3, 100);
        CompletableFuture<SyncRun.End> running = scenario.start();
        assertThat(gate.releaseOneByOne(2, 2)).isEqualTo(2);
        gate.open(1);
        assertThat(scenario.report(running).pulled()).isEqualTo(3);
        assertThat(gate.most()).isEqualTo(2);
    }

    @RepeatedTest(TIMES)
    void whatDoesNotFitWaitsAndIsDecidedWithTheFreshReading() throws Exception {
        scenario.offering("r.io", 4, 100);
        CompletableFuture<SyncRun.End> running = scenario.start();
        gate.awaitEntered(2);
        node.disk(1000, 440);
        gate.open(1);
        while (node.diskReads.get() < 1) {
            Thread.onSpinWait();
        }
        assertThat(gate.entered()).as("440 + 350 reserved + 350 would pass 800").isEqualTo(2);
        gate.open(3);
        assertThat(scenario.report(running).pulled()).isEqualTo(4);
        assertThat(gate.most()).isEqualTo(2);
    }

    @RepeatedTest(TIMES)
    void everyOneThatDoesNotFitInTheEndIsReported() throws Exception {
        scenario.offering("large.io", 5, 100).offering("small.io", 2, 10);
        CompletableFuture<SyncRun.End> running = scenario.start();
        gate.awaitEntered(2);
        node.disk(1000, 700);
        gate.open(7);
        RunReport report = scenario.report(running);
        assertThat(notTriedForDisk(report)).containsExactly("large.io/002:1", "large.io/003:1", "large.io/004:1");
        assertThat(report.pulled()).isEqualTo(4);
        assertThat(report.complete()).isFalse();
    }

    @RepeatedTest(TIMES)
    void aReadingThatFailsDoesNotGiveTheRoomBack() throws Exception {
        scenario.offering("r.io", 4, 100);
        CompletableFuture<SyncRun.End> running = scenario.start();
        gate.awaitEntered(2);
        node.disk = new Result.Failed<>(new CommandTimedOut(Duration.ofSeconds(20)));
        gate.open(4);
        RunReport report = scenario.report(running);
        assertThat(report.pulled()).isEqualTo(2);
        assertThat(notTriedForDisk(report)).hasSize(2);
    }

    @Test
    void aLaterReadingCountsAgain() throws Exception {
        scenario.pullsANode = 1;
        scenario.offering("r.io", 3, 100);
        gate.open(3);
        node.pulling((_, _) -> {
            node.disk = node.pulls.get() == 1
                    ? new Result.Failed<>(new CommandTimedOut(Duration.ofSeconds(20)))
                    : new Result.Ok<>(Optional.of(new DiskUsage("/var/lib", 1000, 300)));
            return Optional.empty();
        });
        assertThat(scenario.run().pulled()).isEqualTo(3);
    }

    @Test
    void anUnknownDiskIsWarnedOfOnceANodeAndDoesNotStopPulls() throws Exception {
        gate.open(3);
        node.disk = new Result.Ok<>(Optional.empty());
        scenario.offering("r.io", 3, 100);
        assertThat(scenario.run().pulled()).isEqualTo(3);
        assertThat(scenario.heard(SyncEvent.Warned.class))
                .extracting(SyncEvent.Warned::text)
                .containsExactly("DISK_LIMIT cannot be held on a: the usage of the image file system is not known");
    }

    @Test
    void anUnknownSizeIsWarnedOfOnceANodeAndDoesNotStopPulls() throws Exception {
        gate.open(2);
        scenario.images = List.of(ImageRef.of("r.io/new:1"), ImageRef.of("r.io/new:2"));
        assertThat(scenario.run().pulled()).isEqualTo(2);
        assertThat(scenario.heard(SyncEvent.Warned.class))
                .extracting(SyncEvent.Warned::text)
                .containsExactly("DISK_LIMIT cannot be held on a: the size of an image is not known");
    }

    @Test
    void withoutALimitNobodyAsks() throws Exception {
        scenario.diskPercent = 0;
        gate.open(3);
        node.disk(1000, 1000);
        scenario.offering("r.io", 3, 100);
        assertThat(scenario.run().pulled()).isEqualTo(3);
        assertThat(scenario.heard(SyncEvent.Warned.class)).isEmpty();
        assertThat(node.diskReads).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "800, false, ''",
        "810, true, from 85% on the kubelet deletes unused images by default",
        "860, true, 'the kubelet deletes unused images by default, down to 80%'"
    })
    void aDiskAboveTheLimitIsWarnedOfWithWhatTheKubeletDoes(long used, boolean warned, String kubelet)
            throws Exception {
        scenario.offering("r.io", 1, 100);
        node.disk(1000, used);
        scenario.run();
        List<String> warnings = scenario.heard(SyncEvent.Warned.class).stream()
                .map(SyncEvent.Warned::text)
                .filter(text -> text.startsWith("Disk of a: "))
                .toList();
        assertThat(warnings).hasSize(warned ? 1 : 0).allMatch(text -> text.contains(kubelet));
    }
}
