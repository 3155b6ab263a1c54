package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What a run came to, a line for each node where there was something to do.
final class Recap {
    private static final String NONE = "-";

    private Recap() {}

    private static final class Counts {
        private int failed;
        private int notTried;
        private final List<OptionalLong> sizes = new ArrayList<>();
        private boolean about;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;

        private void add(Outcome outcome) {
            switch (outcome) {
                case Outcome.Pulled pulled -> {
                    sizes.add(pulled.size());
                    about |= pulled.isAbout();
                    tried(pulled.started(), pulled.took());
                }
                case Outcome.Failed(var _, var _, var started, var took, var _) -> {
                    failed++;
                    tried(started, took);
                }
                case Outcome.NotTried _ -> notTried++;
            }
        }

        private void tried(Instant started, Duration took) {
            Instant ended = started.plus(took);
            first = started.isBefore(first) ? started : first;
            last = ended.isAfter(last) ? ended : last;
        }

        /// From the start of its first pull to the end of the last.
        private String time() {
            return first.isAfter(last) ? NONE : Sizes.duration(Duration.between(first, last));
        }
    }

    /// Nothing when there was nothing to do on any node.
    static List<String> lines(RunReport report) {
        Map<NodeName, Counts> counts = new LinkedHashMap<>();
        for (Outcome outcome : report.outcomes()) {
            counts.computeIfAbsent(outcome.pull().node(), _ -> new Counts()).add(outcome);
        }
        Columns table = new Columns("lrrrrrr");
        table.add("NODE", "PULLED", "FAILED", "NOT TRIED", "SKIPPED", "BYTES", "TIME");
        List<NodeName> idle = new ArrayList<>();
        boolean busy = false;
        for (Plan.NodePlan part : report.plan().nodes()) {
            Counts count = counts.getOrDefault(part.node(), new Counts());
            if (part.isIdle()) {
                idle.add(part.node());
            } else {
                table.add(row(part, count));
                busy = true;
            }
        }
        for (Survey.LeftOut leftOut : report.leftOut()) {
            table.add(leftOut.node().text(), NONE, NONE, NONE, NONE, NONE, "left out");
            busy = true;
        }
        List<String> lines = new ArrayList<>(busy ? table.lines() : List.of());
        if (busy && !idle.isEmpty()) {
            lines.add("nothing to do: " + NodeNames.folded(idle));
        }
        return lines;
    }

    private static String[] row(Plan.NodePlan part, Counts count) {
        return new String[] {
            part.node().text(),
            Integer.toString(count.sizes.size()),
            Integer.toString(count.failed),
            Integer.toString(count.notTried),
            Integer.toString(part.skips().size()),
            Sizes.total(count.sizes, count.about),
            count.time()
        };
    }
}
