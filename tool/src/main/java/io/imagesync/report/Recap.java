package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a run came to, a line for each node where there was something to do.
final class Recap {
    private static final String NONE = "-";

    private Recap() {}

    private static final class Counts {
        private int pulled;
        private int failed;
        private int notTried;
        private long bytes;

        private void add(Outcome outcome) {
            switch (outcome) {
                case Outcome.Pulled(var pull, var _, var _, var _, var _) -> {
                    pulled++;
                    bytes += pull.size().orElse(0);
                }
                case Outcome.Failed _ -> failed++;
                case Outcome.NotTried _ -> notTried++;
            }
        }
    }

    /// Nothing when there was nothing to do on any node.
    static List<String> lines(RunReport report, NodeTimes times) {
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
                table.add(row(part, count, times));
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

    private static String[] row(Plan.NodePlan part, Counts count, NodeTimes times) {
        return new String[] {
            part.node().text(),
            Integer.toString(count.pulled),
            Integer.toString(count.failed),
            Integer.toString(count.notTried),
            Integer.toString(part.skips().size()),
            Sizes.bytes(count.bytes),
            times.of(part.node()).map(Sizes::duration).orElse(NONE)
        };
    }
}
