package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.ScreenTerminal.VirtualTerminal;
import org.junit.jupiter.api.Test;

/// What stands on a terminal's screen after all movements of the cursor.
class LiveProgressTest {
    private final SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
    private final VirtualTerminal virtual = terminal();
    private final LiveProgress progress = new LiveProgress(virtual.terminal(), clock, Duration.ofMinutes(30));

    private static VirtualTerminal terminal() {
        try {
            return ScreenTerminal.withTerminal("test", "xterm", 96, 12);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void happens(SyncEvent... events) {
        for (SyncEvent event : events) {
            progress.on(event);
            clock.pass(Duration.ofSeconds(2));
        }
    }

    private String screen() {
        virtual.terminal().flush();
        return virtual.screen()
                .toString()
                .lines()
                .map(String::stripTrailing)
                .reduce("", (a, b) -> a + b + "\n")
                .strip();
    }

    private static SyncEvent downloaded(long bytes) {
        return new SyncEvent.Progressed(
                Samples.BIG, new PullProgress(Phase.DOWNLOADING, bytes, OptionalLong.of(2_500_000_000L)));
    }

    @Test
    void whileNodesAreAsked() {
        happens(
                new SyncEvent.Started(List.of(Samples.A, Samples.B, Samples.C)),
                new SyncEvent.Surveyed(Samples.surveys().getFirst()));
        assertThat(screen()).isEqualTo("asking what they hold: 1 of 3 nodes have answered, 2.0 s");
    }

    @Test
    void whilePullsRunAndFail() {
        happens(
                new SyncEvent.Started(List.of(Samples.A, Samples.B, Samples.C)),
                new SyncEvent.Surveyed(new Survey.LeftOut(Samples.C, Samples.UNREACHABLE)),
                new SyncEvent.Planned(Samples.everything()),
                new SyncEvent.PullStarted(Samples.BIG),
                new SyncEvent.PullStarted(Samples.GONE),
                new SyncEvent.PullStarted(Samples.SLOW),
                downloaded(1_200_000_000),
                new SyncEvent.PullEnded(Samples.outcomes().get(1)));
        assertThat(screen()).isEqualTo("""
                c  left out: connection refused by 10.0.0.3:22; check that sshd runs on the node and that SSH_PO
                RT (or Port) is right
                a  r.io/gone:1  FAILED: the registry does not have it: r.io/gone:1: not found; check the tag; it
                 may have been deleted since
                [###########-------------]  1 of 4 images, 1.2 GB of 2.6 GB, 1 failed, 14 s
                a  r.io/big:1   1.2 GB of 2.5 GB, 150 MB/s, 8.0 s of 30 min
                b  r.io/slow:1  pulling size unknown, 4.0 s of 30 min""");
    }

    @Test
    void atTheEndTheRecapStandsThereAndNoBars() {
        happens(
                new SyncEvent.Planned(Samples.everything()),
                new SyncEvent.PullStarted(Samples.BIG),
                downloaded(1_200_000_000),
                new SyncEvent.PullEnded(Samples.outcomes().getFirst()),
                new SyncEvent.Finished(Samples.report()),
                new SyncEvent.Ticked());
        assertThat(screen()).isEqualTo("""
                NODE  PULLED  FAILED  NOT TRIED  SKIPPED   BYTES      TIME
                a          1       1          0        0  2.5 GB      75 s
                b          0       1          1        2     0 B    30 min
                c          -       -          -        -       -  left out
                1 pulled, 2 failed, 1 not tried, 1 node left out, 2.3 s""");
    }

    @Test
    void aRunThatBreaksOffLeavesNoBars() {
        happens(new SyncEvent.Planned(Samples.everything()), new SyncEvent.PullStarted(Samples.BIG));
        progress.end();
        assertThat(virtual.screen().toString()).isBlank();
    }

    @Test
    void aTerminalThatBecomesSmallerShowsLess() {
        happens(
                new SyncEvent.Planned(Samples.everything()),
                new SyncEvent.PullStarted(Samples.BIG),
                new SyncEvent.PullStarted(Samples.GONE),
                new SyncEvent.PullStarted(Samples.SLOW),
                new SyncEvent.PullStarted(Samples.LATE));
        virtual.screen().setSize(Size.of(41, 4));
        virtual.terminal().setSize(Size.of(41, 4));
        happens(new SyncEvent.Ticked(), new SyncEvent.Ticked());
        assertThat(screen()).isEqualTo("""
                0 of 4 images, 0 B of 2.6 GB, 12 s
                a  r.io/big:1  pulling 2.5 GB, 10 s of 3
                and 3 more pulls""");
    }

    @Test
    void aLongNameKeepsItsEnd() {
        Pull longName = Samples.pull(Samples.A, "registry.example.com/a/long/path/to/an/image:25.09", 1_000_000);
        LiveFrame frame = new LiveFrame(clock, Duration.ofMinutes(30));
        frame.on(new SyncEvent.PullStarted(longName));
        assertThat(frame.lines(60, 5).getLast())
                .isEqualTo("a  ...ath/to/an/image:25.09  pulling 1.0 MB, 0.0 s of 30 min");
    }

    @Test
    void picturesDoNotFollowEachOtherFasterThanOneCanSee() {
        happens(new SyncEvent.Planned(Samples.everything()), new SyncEvent.PullStarted(Samples.BIG));
        progress.on(downloaded(1));
        String before = screen();
        clock.pass(Duration.ofMillis(50));
        progress.on(downloaded(1_000_000_000));
        assertThat(screen()).isEqualTo(before);
        clock.pass(Duration.ofMillis(50));
        progress.on(downloaded(1_000_000_000));
        assertThat(screen()).contains("1.0 GB of 2.5 GB");
    }
}
