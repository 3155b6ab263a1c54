package io.imagesync.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/// A terminal with bars at its end, each picture in the place of the one before, and lines above them that stay.
final class MovingLines implements AutoCloseable {
    private static final Size UNKNOWN = Size.of(80, 24);

    /// Running pulls that are shown are never more, however tall the terminal is.
    private static final int MOST_ROWS = 24;

    private final Terminal terminal;
    private final Display display;
    private boolean shown;

    /// @param terminal that is closed with it
    MovingLines(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
    }

    /// The terminal of this process. Signals are left to others, since a run has its own ways with them.
    /// The terminal is asked nothing: its answers would stand on the prompt of the shell after us.
    static Terminal open() {
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

    static Size size(Terminal terminal) {
        Size size = terminal.getSize();
        return size.getColumns() < 2 || size.getRows() < 2 ? UNKNOWN : size;
    }

    int columns() {
        return size(terminal).getColumns();
    }

    /// A line that stays; the bars are gone until they are shown again.
    void print(String line) {
        takeAway();
        terminal.writer().println(Columns.fit(line, terminal.encoding()));
    }

    void show(LiveBars bars) {
        Size size = size(terminal);
        display.resize(size);
        List<AttributedString> lines =
                bars.lines(size.getColumns() - 1, Math.min(MOST_ROWS, size.getRows() - 1)).stream()
                        .map(line -> new AttributedString(Columns.fit(line, terminal.encoding())))
                        .toList();
        display.update(lines, size.cursorPos(lines.size() - 1, lines.getLast().columnLength()));
        shown = true;
    }

    void takeAway() {
        if (shown) {
            display.update(List.of(), 0);
            display.reset();
            shown = false;
        }
    }

    @Override
    public void close() {
        takeAway();
        terminal.flush();
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
