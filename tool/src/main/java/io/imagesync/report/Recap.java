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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        private Optional<Duration> time() {
            return first.isAfter(last) ? Optional.empty() : Optional.of(Duration.between(first, last));
        }

        private List<String> figures(Plan.NodePlan part) {
            return List.of(
                    Integer.toString(sizes.size()),
                    Integer.toString(failed),
                    Integer.toString(notTried),
                    Integer.toString(part.skips().size()),
                    sizes.isEmpty() ? NONE : Sizes.total(sizes, about));
        }
    }

    /// What nodes of one line share.
    ///
    /// @param node empty where it may be any
    private record Key(List<String> figures, String node) {}

    /// Nodes that share a line, and how long each took.
    private record Group(List<NodeName> nodes, List<Duration> times) {
        private Group() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        private String time() {
            Duration longest = times.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
            boolean alike = times.stream().map(Sizes::duration).distinct().count() == 1;
            return times.isEmpty() ? NONE : (alike ? "" : "up to ") + Sizes.duration(longest);
        }
    }

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
        Map<NodeName, Counts> counts = new HashMap<>();
        for (Outcome outcome : report.outcomes()) {
            counts.computeIfAbsent(outcome.pull().node(), _ -> new Counts()).add(outcome);
        }
        Map<Key, Group> groups = new LinkedHashMap<>();
        List<NodeName> idle = new ArrayList<>();
        for (Plan.NodePlan part : report.plan().nodes()) {
            if (part.isIdle()) {
                idle.add(part.node());
                continue;
            }
            Counts count = counts.getOrDefault(part.node(), new Counts());
            Key key = new Key(count.figures(part), folded ? "" : part.node().text());
            Group group = groups.computeIfAbsent(key, _ -> new Group());
            group.nodes.add(part.node());
            count.time().ifPresent(group.times::add);
        }
        if (groups.isEmpty() && report.leftOut().isEmpty()) {
            return List.of();
        }
        List<String> lines =
                new ArrayList<>(table(groups, report.leftOut(), folded).lines(room));
        if (!idle.isEmpty()) {
            lines.add("nothing to do: " + NodeNames.folded(idle));
        }
        return lines;
    }

    private static Columns table(Map<Key, Group> groups, List<Survey.LeftOut> leftOut, boolean folded) {
        Columns table = new Columns("nrrrrrr");
        table.add("NODE", "PULLED", "FAILED", "NOT TRIED", "SKIPPED", "BYTES", "TIME");
        groups.forEach((key, group) -> {
            List<String> cells = new ArrayList<>(List.of(NodeNames.folded(group.nodes)));
            cells.addAll(key.figures);
            cells.add(group.time());
            table.add(cells.toArray(String[]::new));
        });
        leftOut.forEach(out -> table.add(out.node().text(), NONE, NONE, NONE, NONE, NONE, "left out"));
        return folded ? table.folded(0) : table;
    }
}
