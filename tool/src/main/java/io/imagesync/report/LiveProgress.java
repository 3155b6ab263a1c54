package io.imagesync.report;

import io.imagesync.model.EventListener;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/// A run for somebody who looks on at a terminal: bars that move, above them what goes wrong as it comes; at the end
/// the bars are gone and the recap stands there.
public final class LiveProgress implements EventListener {
    private static final Size UNKNOWN = Size.of(80, 24);

    /// Running pulls that are shown are never more, however tall the terminal is.
    private static final int MOST_ROWS = 24;

    /// Between two pictures, unless a line comes that stays.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Terminal terminal;
    private final Display display;
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
        this.terminal = terminal;
        this.clock = clock;
        this.display = new Display(terminal, false);
        this.frame = new LiveFrame(clock, timeOut);
        this.above = new LineListener(
                this::print,
                _ -> {},
                clock,
                Duration.ofDays(1),
                true,
                () -> wide ? Columns.ANY : size(terminal).getColumns());
    }

    public static LiveProgress onTerminal(Clock clock, Duration timeOut, boolean wide) {
        return new LiveProgress(open(), clock, timeOut, wide);
    }

    /// How many columns a line has on the terminal of this process.
    public static int columns() {
        try (Terminal terminal = open()) {
            return size(terminal).getColumns();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Size size(Terminal terminal) {
        Size size = terminal.getSize();
        return size.getColumns() < 2 || size.getRows() < 2 ? UNKNOWN : size;
    }

    /// The terminal of this process. Signals are left to others, since a run has its own ways with them.
    /// The terminal is asked nothing: its answers would stand on the prompt of the shell after us.
    private static Terminal open() {
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    .provider(TerminalBuilder.PROP_PROVIDER_FFM)
                    .nativeSignals(false)
                    .graphemeCluster(false)
                    .build();
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
            takeAway();
        } else if (printed || event instanceof SyncEvent.Ticked || isDue()) {
            show();
        }
    }

    private boolean isDue() {
        return !clock.instant().isBefore(shown.plus(PAUSE));
    }

    private void print(String line) {
        if (!printed) {
            hide();
            printed = true;
        }
        terminal.writer().println(Columns.fit(line, terminal.encoding()));
    }

    /// Takes the bars away for good.
    private void takeAway() {
        if (!over) {
            hide();
            over = true;
        }
    }

    private void hide() {
        display.update(List.of(), 0);
        display.reset();
    }

    private void show() {
        if (over) {
            return;
        }
        shown = clock.instant();
        Size size = size(terminal);
        display.resize(size);
        List<AttributedString> lines =
                frame.lines(size.getColumns() - 1, Math.min(MOST_ROWS, size.getRows() - 1)).stream()
                        .map(line -> new AttributedString(Columns.fit(line, terminal.encoding())))
                        .toList();
        display.update(lines, size.cursorPos(lines.size() - 1, lines.getLast().columnLength()));
    }

    @Override
    public void end() {
        takeAway();
        terminal.flush();
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
