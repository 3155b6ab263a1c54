package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What people read on a terminal.
class TextOutputsTest {
    private static List<String> heard(SyncEvent... events) {
        List<String> lines = new ArrayList<>();
        SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
        LineListener listener =
                new LineListener(lines::add, lines::add, clock, Duration.ofSeconds(5), false, () -> Columns.ANY);
        for (SyncEvent event : events) {
            listener.on(event);
            clock.pass(Duration.ofSeconds(2));
        }
        return lines;
    }

    @Test
    void aPlan() {
        assertThat(String.join("\n", PlanText.lines(Samples.surveys(), Samples.everything(), Columns.ANY)))
                .isEqualTo("""
                        NODE  IMAGES  MISSING  SKIPPED  TO PULL           SIZE
                        a          3        2        0        2         2.6 GB
                        b         12        3        1        2  at least 12 B
                        c          -        -        -        -       left out

                        pull  a  r.io/big:1         2.5 GB
                        pull  a  r.io/gone:1       70.0 MB
                        pull  b  r.io/slow:1  size unknown
                        pull  b  r.io/late:1          12 B
                        skip  b  r.io/huge:1                disk: would pass DISK_LIMIT 80%
                        skip  b  r.io/hand:1                loaded by hand: push it
                        left out  c: connection refused by 10.0.0.3:22; check that sshd runs on the node and that SSH_PORT (or Port) is right
                        invalid   r.io/Bad on a,b
                        warning   Not selected, because a prefix ends where a part of a name ends: 2 for bcm11, such as bcm111/app:1 (to select them, write bcm11*)
                        drift     r.io/drift:1 is 2 different images: 2 on a,b, 1 on c
                        hint      With RELAY=loaded, images that were loaded by hand come from the nodes that have them

                        4 pulls on 2 nodes, at least 2.6 GB""");
    }

    @Test
    void aPlanOfFortyNodesSaidTheSameFortyTimes() {
        List<Plan.NodePlan> parts = new ArrayList<>();
        List<Survey> surveys = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            NodeName node = new NodeName("gpu%02d".formatted(i));
            Skip skip = Samples.skip(node, "r.io/hand:1", Skip.Reason.LOADED_BY_HAND, "push it");
            parts.add(Given.part(
                    node, 3, i == 1 ? List.of() : List.of(Samples.pull(node, "r.io/big:1", 7)), List.of(skip)));
            surveys.add(new Survey.LeftOut(new NodeName("w%02d".formatted(i)), Samples.UNREACHABLE));
        }
        assertThat(PlanText.lines(surveys, Samples.plan(parts.toArray(Plan.NodePlan[]::new)), Columns.ANY))
                .contains(
                        "gpu[02-40]       3        1        1        1       7 B",
                        "w[01-40]         -        -        -        -  left out",
                        "pull  gpu[02-40]  r.io/big:1   7 B",
                        "skip  gpu[01-40]  r.io/hand:1       loaded by hand: push it")
                .hasSizeLessThan(12);
    }

    @Test
    void aPlanWithNothingToDo() {
        assertThat(PlanText.lines(List.of(), Samples.nothingToDo(), Columns.ANY))
                .containsExactly(
                        "NODE  IMAGES  MISSING  SKIPPED  TO PULL  SIZE",
                        "a,b        3        0        0        0     -",
                        "Nothing to pull.");
    }

    @Test
    void aRun() {
        assertThat(String.join(
                        "\n",
                        heard(
                                new SyncEvent.Started(List.of(Samples.A, Samples.B, Samples.C)),
                                new SyncEvent.Connected(Samples.A),
                                new SyncEvent.Surveyed(new Survey.LeftOut(Samples.C, Samples.UNREACHABLE)),
                                new SyncEvent.Warned("some text"),
                                new SyncEvent.Planned(Samples.everything()),
                                new SyncEvent.PullStarted(Samples.BIG),
                                new SyncEvent.Retrying(Samples.BIG, Samples.NOT_FOUND, Duration.ofMillis(2300)),
                                new SyncEvent.PullEnded(Samples.outcomes().get(0)),
                                new SyncEvent.PullEnded(Samples.outcomes().get(1)),
                                new SyncEvent.PullEnded(new Outcome.NotTried(Samples.LATE, Outcome.Cause.DISK, "full")),
                                new SyncEvent.Cancelling("SIGINT"),
                                new SyncEvent.Finished(Samples.report()))))
                .isEqualTo("""
                        Asking 3 nodes what they hold
                        c  left out: connection refused by 10.0.0.3:22; check that sshd runs on the node and that SSH_PORT (or Port) is right
                        warning: some text
                        a  3 images, 2 missing
                        b  12 images, 3 missing
                        b  r.io/huge:1  not pulled: disk, would pass DISK_LIMIT 80%
                        a  r.io/big:1  again in 2.3 s: the registry does not have it: r.io/gone:1: not found
                        a  r.io/big:1  pulled, 2.5 GB in 75 s, 100 MB/s
                        a  r.io/gone:1  FAILED: the registry does not have it: r.io/gone:1: not found; check the tag; it may have been deleted since
                        b  r.io/late:1  not tried: DISK, full
                        SIGINT: cancelling running pulls
                        NODE  PULLED  FAILED  NOT TRIED  SKIPPED   BYTES      TIME
                        a          1       1          0        0  2.5 GB      75 s
                        b          0       1          1        2       -    30 min
                        c          -       -          -        -       -  left out
                        1 pulled, 2 failed, 1 not tried, 1 node left out, 2.3 s""");
    }

    @Test
    void howFarAPullIs() {
        assertThat(heard(
                        new SyncEvent.PullStarted(Samples.BIG),
                        new SyncEvent.PullStarted(Samples.LATE),
                        new SyncEvent.Progressed(Samples.BIG, downloading(400_000_000)),
                        new SyncEvent.Ticked(),
                        new SyncEvent.Progressed(Samples.BIG, downloading(900_000_000)),
                        new SyncEvent.Ticked(),
                        new SyncEvent.Ticked(),
                        new SyncEvent.PullEnded(new Outcome.NotTried(Samples.LATE, Outcome.Cause.CANCELLED, "")),
                        new SyncEvent.Progressed(
                                Samples.BIG,
                                new PullProgress(Phase.UNPACKING, 2_500_000_000L, OptionalLong.of(2_500_000_000L))),
                        new SyncEvent.Ticked()))
                .containsExactly(
                        "a  r.io/big:1  400 MB of 2.5 GB, 66.7 MB/s, 6.0 s",
                        "b  r.io/late:1  pulling, 8.0 s",
                        "a  r.io/big:1  900 MB of 2.5 GB, 83.3 MB/s, 12 s",
                        "b  r.io/late:1  not tried: CANCELLED",
                        "a  r.io/big:1  2.5 GB downloaded, unpacking, 18 s");
    }

    private static PullProgress downloading(long bytes) {
        return new PullProgress(Phase.DOWNLOADING, bytes, OptionalLong.of(2_500_000_000L));
    }

    @Test
    void aRunWithNothingButWhatIsRemembered() {
        Plan plan = Samples.skipping(Samples.BEFORE);
        assertThat(heard(
                        new SyncEvent.Planned(plan),
                        new SyncEvent.Finished(Samples.report(List.of(), plan, List.of()))))
                .containsExactly(
                        "a  3 images, 1 missing",
                        "a  r.io/before:1  not pulled: failed before, not found (once); next attempt after 18:40",
                        "NODE  PULLED  FAILED  NOT TRIED  SKIPPED  BYTES  TIME",
                        "a          0       0          0        1      -     -",
                        "0 pulled, 0 failed, 0 not tried, 0 nodes left out, 2.3 s");
    }

    @Test
    void aRunWithNothingButWhatNoPullCanBringIsNotSynced() {
        Plan plan = Samples.skipping(Samples.BY_HAND);
        assertThat(heard(new SyncEvent.Finished(Samples.report(List.of(), plan, List.of()))))
                .endsWith("0 pulled, 0 failed, 0 not tried, 0 nodes left out, 2.3 s");
    }

    @Test
    void aRunWithNothingToDo() {
        assertThat(heard(new SyncEvent.Finished(Samples.report(List.of(), Samples.nothingToDo(), List.of()))))
                .containsExactly("All images are already synced, 2.3 s");
    }
}
