package io.imagesync.report;

import java.util.List;
import org.jline.terminal.Terminal;

/// The bars of a run that another process does, on the terminal of this one.
public final class LiveFollower implements AutoCloseable {
    private final MovingLines screen;
    /// Lines of the run that were printed, or are not to be had any more.
    private long told;

    LiveFollower(Terminal terminal) {
        this.screen = new MovingLines(terminal);
    }

    public static LiveFollower onTerminal() {
        return new LiveFollower(MovingLines.open());
    }

    /// Prints what is new of the lines that stay, and the bars as they are now.
    public void show(Progress progress) {
        List<String> said = progress.said();
        long have = Math.max(told, progress.before());
        if (have > told) {
            screen.print("and " + (have - told) + " more lines, which the log has");
        }
        for (long i = have - progress.before(); i < said.size(); i++) {
            screen.print(said.get((int) i));
        }
        told = Math.max(have, progress.before() + said.size());
        screen.show(new LiveBars(progress.state()));
    }

    /// Takes the bars away.
    @Override
    public void close() {
        screen.close();
    }
}
