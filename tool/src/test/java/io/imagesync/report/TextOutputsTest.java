package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Outcome;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What people read on a terminal.
class TextOutputsTest {
    private static List<String> heard(SyncEvent... events) {
        List<String> lines = new ArrayList<>();
        LineListener listener = new LineListener(lines::add);
        List.of(events).forEach(listener::on);
        return lines;
    }

    @Test
    void aPlan() {
        assertThat(String.join("\n", PlanText.lines(Samples.surveys(), Samples.everything())))
                .isEqualTo("""
                        NODE  IMAGES  MISSING  TO PULL    SIZE
                        a          3        2        2  2.6 GB
                        b         12        4        2    12 B

                        pull  a  r.io/big:1         2.5 GB
                        pull  a  r.io/gone:1       70.0 MB
                        pull  b  r.io/slow:1  size unknown
                        pull  b  r.io/late:1          12 B
                        skip  b  r.io/huge:1                disk: would pass DISK_LIMIT 80%
                        skip  b  r.io/hand:1                loaded by hand: push it
                        left out  c: connection refused by 10.0.0.3:22; check that sshd runs on the node and that SSH_PORT (or Port) is right
                        invalid   r.io/Bad on a, b
                        warning   Images that begin with the text of a prefix but go on within the same part of the name are left alone: 2 for bcm11, such as bcm111/app:1 (to take them write bcm11*)
                        drift     r.io/drift:1 is 1 different images

                        4 pulls on 2 nodes, 2.6 GB""");
    }

    @Test
    void aPlanWithNothingToDo() {
        assertThat(PlanText.lines(List.of(), Samples.nothingToDo()))
                .containsExactly(
                        "NODE  IMAGES  MISSING  TO PULL  SIZE",
                        "a          3        0        0     -",
                        "b          3        0        0     -",
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
                        b  12 images, 4 missing
                        a  r.io/big:1  again in 2.3 s: the registry does not have it: r.io/gone:1: not found
                        a  r.io/big:1  pulled, 2.5 GB in 75 s
                        a  r.io/gone:1  FAILED: the registry does not have it: r.io/gone:1: not found; check the tag; it may have been deleted since
                        b  r.io/late:1  not tried: DISK, full
                        SIGINT: cancelling running pulls
                        1 pulled, 2 failed, 1 not tried, 1 node left out, 2.3 s""");
    }

    @Test
    void aRunWithNothingToDo() {
        assertThat(heard(new SyncEvent.Finished(Samples.report(List.of(), Samples.nothingToDo(), List.of()))))
                .containsExactly("All images are already synced, 2.3 s");
    }
}
