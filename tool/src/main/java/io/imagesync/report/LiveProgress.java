package io.imagesync.report;

import io.imagesync.model.EventListener;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jline.terminal.Terminal;

/// A run for somebody who looks on at a terminal: bars that move, above them what goes wrong as it comes; at the end
/// the bars are gone and the recap stands there.
public final class LiveProgress implements EventListener {
    /// Between two pictures, unless a line comes that stays.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final MovingLines screen;
    private final LiveFrame frame;
    private final LineListener above;
    private final Clock clock;
    private Instant shown = Instant.EPOCH;
    /// Whether there is a line that stays about the event.
    private boolean printed;
    private boolean over;

    /// @param terminal that is closed at the end
    /// @param timeOut for one pull
    /// @param wide whether names are shown whole, however wide the recap becomes
    LiveProgress(Terminal terminal, Clock clock, Duration timeOut, boolean wide) {
        this.screen = new MovingLines(terminal);
        this.clock = clock;
        this.frame = new LiveFrame(clock, timeOut);
        this.above = new LineListener(
                this::print, _ -> {}, clock, Duration.ofDays(1), true, () -> wide ? Columns.ANY : screen.columns());
    }

    public static LiveProgress onTerminal(Clock clock, Duration timeOut, boolean wide) {
        return new LiveProgress(MovingLines.open(), clock, timeOut, wide);
    }

    /// How many columns a line has on the terminal of this process.
    public static int columns() {
        try (Terminal terminal = MovingLines.open()) {
            return MovingLines.size(terminal).getColumns();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void on(SyncEvent event) {
        frame.on(event);
        printed = false;
        above.on(event);
        if (event instanceof SyncEvent.Finished || event instanceof SyncEvent.Impossible) {
            screen.takeAway();
            over = true;
        } else if (!over && (printed || event instanceof SyncEvent.Ticked || isDue())) {
            shown = clock.instant();
            screen.show(new LiveBars(frame.state()));
        }
    }

    private boolean isDue() {
        return !clock.instant().isBefore(shown.plus(PAUSE));
    }

    private void print(String line) {
        screen.print(line);
        printed = true;
    }

    @Override
    public void end() {
        screen.close();
    }
}
