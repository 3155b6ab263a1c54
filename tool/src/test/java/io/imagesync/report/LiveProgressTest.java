package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
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
    private final LiveProgress progress = new LiveProgress(virtual.terminal(), clock, Duration.ofMinutes(30), false);

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
                [############------------]  1 of 4 images, 1.2 GB of at least 2.6 GB, 1 failed, 14 s
                a  r.io/big:1   1.2 GB of 2.5 GB, 150 MB/s, 8.0 s, limit 30 min
                b  r.io/slow:1  pulling size unknown, 4.0 s, limit 30 min""");
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
                b          0       1          1        2       -    30 min
                c          -       -          -        -       -  left out
                1 pulled, 2 failed, 1 not tried, 1 node left out, 2.3 s""");
    }

    @Test
    void theSameFailureOfFortyNodesFilledTheScreen() {
        for (int i = 1; i <= 40; i++) {
            Pull pull = Samples.pull(new NodeName("gpu%02d".formatted(i)), "r.io/gone:1", 7);
            happens(new SyncEvent.PullEnded(new Outcome.NotTried(pull, Outcome.Cause.DISK, "full")));
        }
        happens(new SyncEvent.Finished(Samples.report(List.of(), Samples.nothingToDo(), List.of())));
        assertThat(screen()).isEqualTo("""
                gpu01  r.io/gone:1  not tried: DISK, full
                gpu[02-40]  r.io/gone:1  not tried: DISK, full
                All images are already synced, 2.3 s""");
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
                0 of 4 images, 0 B of at least 2.6 GB, 1
                a  r.io/big:1  pulling 2.5 GB, 10 s, lim
                and 3 more pulls""");
    }

    @Test
    void aLongNameLosesItsMiddle() {
        Pull longName = Samples.pull(Samples.A, "registry.example.com/a/long/path/to/an/image:25.09", 1_000_000);
        LiveFrame frame = new LiveFrame(clock, Duration.ofMinutes(30));
        frame.on(new SyncEvent.PullStarted(longName));
        assertThat(frame.lines(60, 5).getLast())
                .isEqualTo("a  registr…/image:25.09  pulling 1.0 MB, 0.0 s, limit 30 min");
    }

    private String line(LiveFrame frame, int from) {
        List<String> lines = frame.lines(200, 9);
        return lines.get(from);
    }

    @Test
    void whatHasAllItsBytesWasNotDoneAndDidNotSaySo() {
        LiveFrame frame = new LiveFrame(clock, Duration.ofMinutes(30));
        frame.on(new SyncEvent.Planned(Samples.plan(Given.part(Samples.A, 3, List.of(Samples.BIG), List.of()))));
        frame.on(new SyncEvent.PullStarted(Samples.BIG));
        clock.pass(Duration.ofSeconds(20));
        frame.on(downloaded(2_500_000_000L));
        assertThat(frame.lines(200, 9))
                .containsExactly(
                        "[#######################-]  0 of 1 images, 2.5 GB of 2.5 GB, 1 unpacking, 20 s",
                        "a  r.io/big:1  unpacking 2.5 GB, 20 s, limit 30 min");
    }

    @Test
    void theEtaOfADownloadIsFromItsRateOfLate() {
        LiveFrame frame = new LiveFrame(clock, Duration.ofMinutes(30));
        frame.on(new SyncEvent.PullStarted(Samples.BIG));
        clock.pass(Duration.ofSeconds(5));
        frame.on(downloaded(500_000_000));
        assertThat(line(frame, 1)).endsWith("500 MB of 2.5 GB, 100 MB/s, 5.0 s, limit 30 min");
        clock.pass(Duration.ofSeconds(10));
        frame.on(downloaded(1_500_000_000));
        assertThat(line(frame, 1)).endsWith("100 MB/s, ETA 11 s, 15 s, limit 30 min");
        clock.pass(Duration.ofSeconds(20));
        frame.on(downloaded(1_600_000_000));
        assertThat(line(frame, 1)).endsWith("1.6 GB of 2.5 GB, 5.0 MB/s, ETA 4 min, 35 s, limit 30 min");
        clock.pass(Duration.ofSeconds(20));
        frame.on(new SyncEvent.Ticked());
        clock.pass(Duration.ofSeconds(20));
        frame.on(new SyncEvent.Ticked());
        assertThat(line(frame, 1)).endsWith("1.6 GB of 2.5 GB, 0 B/s, 75 s, limit 30 min");
    }

    @Test
    void theEtaOfARunIsThereWhenItCanBeHonest() {
        Pull second = Samples.pull(Samples.A, "r.io/second:1", 5_000_000_000L);
        LiveFrame frame = new LiveFrame(clock, Duration.ofMinutes(30));
        frame.on(
                new SyncEvent.Planned(Samples.plan(Given.part(Samples.A, 3, List.of(Samples.BIG, second), List.of()))));
        frame.on(new SyncEvent.PullStarted(Samples.BIG));
        frame.on(new SyncEvent.PullStarted(second));
        clock.pass(Duration.ofMinutes(2));
        frame.on(downloaded(2_000_000_000L));
        assertThat(line(frame, 0)).as("nothing was unpacked yet").doesNotContain("ETA");
        frame.on(new SyncEvent.PullEnded(Samples.outcomes().getFirst()));
        assertThat(line(frame, 0)).endsWith("1 of 2 images, 2.5 GB of 7.5 GB, 2 min, ETA 5 min");
        frame.on(new SyncEvent.Planned(
                Samples.plan(Given.part(Samples.A, 3, List.of(Samples.BIG, second, Samples.SLOW), List.of()))));
        assertThat(line(frame, 0)).as("a size is not known").doesNotContain("ETA");
    }

    @Test
    void unknownSizesWereNoBytesOfNoBytes() {
        LiveFrame frame = new LiveFrame(clock, Duration.ofMinutes(30));
        frame.on(new SyncEvent.Planned(Samples.plan(Given.part(Samples.B, 3, List.of(Samples.SLOW), List.of()))));
        assertThat(line(frame, 0)).endsWith("  0 of 1 images, 0.0 s");
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
