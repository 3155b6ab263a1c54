package io.imagesync.cli;

import io.imagesync.model.Level;
import io.imagesync.report.Columns;
import io.imagesync.report.DayLog;
import io.imagesync.report.Document;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/// The two streams that the program speaks on.
final class Screen {
    /// Without a terminal stderr is mailed by cron: it gets this many lines at most, all complaints together.
    private static final int MAX_COMPLAINTS = 10;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean collected;
    private boolean logged;
    private int complaints;

    /// @param interactive whether somebody looks on at a terminal
    /// @param collected whether stderr is no terminal, so that it is mailed, or is in a file with other lines
    Screen(PrintStream out, PrintStream err, boolean interactive, boolean collected) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.collected = collected;
    }

    /// From now on this is a run, which has a log or should have.
    void logged() {
        logged = true;
    }

    boolean interactive() {
        return interactive;
    }

    synchronized void answer(List<String> lines) {
        lines.forEach(line -> out.println(Columns.fit(line, out.charset())));
        out.flush();
    }

    synchronized void answer(Document document) throws IOException {
        Writer to = new OutputStreamWriter(out, out.charset());
        document.writeTo(to);
        to.flush();
        out.println();
        out.flush();
    }

    /// A question, whose answer is typed behind it.
    synchronized void ask(String question) {
        out.print(Columns.fit(question, out.charset()));
        out.flush();
    }

    /// Why the program ends without having done anything. No log has it, so that it looks like a line of one.
    void refuse(List<String> lines) {
        complain(collected && logged ? lines.stream().map(Screen::stamped).toList() : lines);
    }

    private static String stamped(String line) {
        return DayLog.line(LocalDateTime.now(ZoneId.systemDefault()), Level.ERROR, line);
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
