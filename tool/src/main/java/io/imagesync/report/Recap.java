package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Sizes;
import io.imagesync.model.Survey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a run came to, a line for each node where there was something to do.
final class Recap {
    private static final String NONE = "-";

    private Recap() {}

    /// What came of one node.
    ///
    /// @param time from the start of its first pull to the end of the last
    private record Row(NodeName node, List<String> figures, Optional<Duration> time) {}

    /// A line for each node; nothing when there was nothing to do on any.
    static List<String> lines(RunReport report) {
        return lines(report, false, Columns.ANY);
    }

    /// The same with one line for nodes on which the run came to the same.
    ///
    /// @param room columns that a line of the table may have at most
    static List<String> folded(RunReport report, int room) {
        return lines(report, true, room);
    }

    private static List<String> lines(RunReport report, boolean folded, int room) {
        Map<NodeName, List<Outcome>> outcomes = new HashMap<>();
        for (Outcome outcome : report.outcomes()) {
            outcomes.computeIfAbsent(outcome.pull().node(), _ -> new ArrayList<>())
                    .add(outcome);
        }
        List<Row> rows = new ArrayList<>();
        List<NodeName> idle = new ArrayList<>();
        for (Plan.NodePlan part : report.plan().nodes()) {
            if (part.isIdle()) {
                idle.add(part.node());
            } else {
                rows.add(row(part, outcomes.getOrDefault(part.node(), List.of())));
            }
        }
        if (rows.isEmpty() && report.leftOut().isEmpty()) {
            return List.of();
        }
        Columns table = table(rows, report.leftOut(), folded);
        List<String> lines = new ArrayList<>((folded ? table.folded(0) : table).lines(room));
        if (!idle.isEmpty()) {
            lines.add("nothing to do: " + NodeNames.folded(idle));
        }
        return lines;
    }

    private static Row row(Plan.NodePlan part, List<Outcome> outcomes) {
        int failed = 0;
        int notTried = 0;
        boolean about = false;
        List<OptionalLong> sizes = new ArrayList<>();
        List<Instant> started = new ArrayList<>();
        List<Instant> ended = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Pulled pulled -> {
                    sizes.add(pulled.size());
                    about |= pulled.isAbout();
                    started.add(pulled.started());
                    ended.add(pulled.started().plus(pulled.took()));
                }
                case Outcome.Failed(var _, var _, var start, var took, var _) -> {
                    failed++;
                    started.add(start);
                    ended.add(start.plus(took));
                }
                case Outcome.NotTried _ -> notTried++;
            }
        }
        List<String> figures = List.of(
                Integer.toString(sizes.size()),
                Integer.toString(failed),
                Integer.toString(notTried),
                Integer.toString(part.skips().size()),
                sizes.isEmpty() ? NONE : Sizes.total(sizes, about));
        Optional<Duration> time = started.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.between(Collections.min(started), Collections.max(ended)));
        return new Row(part.node(), figures, time);
    }

    private static Columns table(List<Row> rows, List<Survey.LeftOut> leftOut, boolean folded) {
        Columns table = new Columns("nrrrrrr");
        table.add("NODE", "PULLED", "FAILED", "NOT TRIED", "SKIPPED", "BYTES", "TIME");
        for (List<Row> alike : folded ? NodeNames.alike(rows, Row::figures) : NodeNames.alike(rows, Row::node)) {
            List<NodeName> nodes = alike.stream().map(Row::node).toList();
            List<String> cells = new ArrayList<>(alike.getFirst().figures);
            cells.addFirst(NodeNames.folded(nodes));
            cells.add(time(alike.stream().flatMap(row -> row.time.stream()).toList()));
            table.add(cells);
        }
        leftOut.forEach(out -> table.add(out.node().text(), NONE, NONE, NONE, NONE, NONE, "left out"));
        return table;
    }

    /// Of nodes that share a line.
    private static String time(List<Duration> times) {
        if (times.isEmpty()) {
            return NONE;
        }
        boolean alike = times.stream().map(Sizes::duration).distinct().count() == 1;
        return (alike ? "" : "up to ") + Sizes.duration(Collections.max(times));
    }
}
