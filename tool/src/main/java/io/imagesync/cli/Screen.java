package io.imagesync.cli;

import java.io.PrintStream;
import java.util.List;

/// The two streams that the program speaks on.
///
/// @param interactive whether somebody looks on at a terminal
record Screen(PrintStream out, PrintStream err, boolean interactive) {
    /// Without a terminal stderr is mailed by cron: it gets this many lines at most.
    private static final int MAX_COMPLAINTS = 10;

    void answer(List<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }

    void complain(List<String> lines) {
        boolean cut = lines.size() > MAX_COMPLAINTS;
        lines.subList(0, cut ? MAX_COMPLAINTS - 1 : lines.size()).forEach(err::println);
        if (cut) {
            err.println("and " + (lines.size() - MAX_COMPLAINTS + 1) + " more");
        }
    }
}
