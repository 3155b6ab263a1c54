package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.ScreenTerminal.VirtualTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands on the terminal of somebody who follows a run of another process.
class LiveFollowerTest {
    private final SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
    private final VirtualTerminal virtual = terminal();
    private final LiveFollower follower = new LiveFollower(virtual.terminal());

    @TempDir
    private Path folder = Path.of("");

    private static VirtualTerminal terminal() {
        try {
            return ScreenTerminal.withTerminal("test", "xterm", 96, 60);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String screen() {
        virtual.terminal().flush();
        return shown();
    }

    private String shown() {
        return virtual.screen()
                .toString()
                .lines()
                .map(String::stripTrailing)
                .reduce("", (a, b) -> a + b + "\n")
                .strip();
    }

    private void happens(ProgressFile run, SyncEvent... events) throws Exception {
        for (SyncEvent event : events) {
            run.on(event);
            clock.pass(Duration.ofSeconds(2));
        }
        run.on(new SyncEvent.Ticked());
        follower.show(Progress.read(folder).orElseThrow());
    }

    @Test
    void barsMoveAndLinesStay() throws Exception {
        ProgressFile run = new ProgressFile(folder, clock, Duration.ofMinutes(30));
        happens(run, new SyncEvent.Started(List.of(Samples.A, Samples.B, Samples.C)), new SyncEvent.Warned("one"));
        assertThat(screen()).isEqualTo("""
                warning: one
                asking what they hold: 0 of 3 nodes have answered, 4.0 s""");
        happens(
                run,
                new SyncEvent.Warned("two"),
                new SyncEvent.Planned(Samples.everything()),
                new SyncEvent.PullStarted(Samples.SLOW));
        follower.show(Progress.read(folder).orElseThrow());
        assertThat(screen()).isEqualTo("""
                warning: one
                warning: two
                [------------------------]  0 of 4 images, 0 B of at least 2.6 GB, 10 s
                b  r.io/slow:1  pulling size unknown, 2.0 s, limit 30 min""");
        follower.close();
        assertThat(shown()).isEqualTo("""
                warning: one
                warning: two""");
    }

    @Test
    void linesThatCameTooFastAreCounted() throws Exception {
        ProgressFile run = new ProgressFile(folder, clock, Duration.ofMinutes(30));
        happens(run, new SyncEvent.Warned("first"));
        for (int i = 0; i < Progress.MOST_SAID + 2; i++) {
            run.on(new SyncEvent.Warned("more"));
        }
        clock.pass(Duration.ofSeconds(2));
        happens(run);
        assertThat(screen().lines().toList())
                .startsWith("warning: first", "and 2 more lines, which the log has", "warning: more")
                .hasSize(2 + Progress.MOST_SAID + 1)
                .last()
                .asString()
                .startsWith("asking");
    }
}
