package io.imagesync.cli;

import io.imagesync.report.Document;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.util.List;

/// The two streams that the program speaks on.
final class Screen {
    /// Without a terminal stderr is mailed by cron: it gets this many lines at most, all complaints together.
    private static final int MAX_COMPLAINTS = 10;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private int complaints;

    /// @param interactive whether somebody looks on at a terminal
    Screen(PrintStream out, PrintStream err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    boolean interactive() {
        return interactive;
    }

    synchronized void answer(List<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }

    synchronized void answer(Document document) throws IOException {
        Writer to = new OutputStreamWriter(out, out.charset());
        document.writeTo(to);
        to.flush();
        out.println();
        out.flush();
    }

    synchronized void complain(List<String> lines) {
        int room = MAX_COMPLAINTS - complaints;
        boolean cut = lines.size() > room;
        lines.subList(0, cut ? Math.max(0, room - 1) : lines.size()).forEach(err::println);
        if (cut && room > 0) {
            err.println("and " + (lines.size() - room + 1) + " more");
        }
        complaints += Math.min(lines.size(), room);
    }
}
