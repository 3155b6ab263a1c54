package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A plan for people: a line a node, what is pulled and skipped where, one line in total.
public final class PlanText {
    private static final String AGAIN = "again, since it drifts";

    private PlanText() {}

    public static List<String> lines(List<Survey> surveys, Plan plan) {
        List<String> lines = new ArrayList<>(nodes(plan));
        List<String> details = new ArrayList<>(details(plan));
        for (Survey survey : surveys) {
            if (survey instanceof Survey.LeftOut leftOut) {
                details.add("left out  " + leftOut.node() + ": " + FailureWords.why(leftOut));
            }
        }
        details.addAll(warnings(plan));
        if (!details.isEmpty()) {
            lines.add("");
            lines.addAll(details);
            lines.add("");
        }
        lines.add(total(plan));
        return lines;
    }

    private static List<String> nodes(Plan plan) {
        Columns table = new Columns("lrrrrr");
        table.add("NODE", "IMAGES", "MISSING", "SKIPPED", "TO PULL", "SIZE");
        for (Plan.NodePlan part : plan.nodes()) {
            table.add(
                    part.node().text(),
                    Integer.toString(part.matching()),
                    Integer.toString(part.missing()),
                    Integer.toString(part.skipped()),
                    Integer.toString(part.pulls().size()),
                    part.pulls().isEmpty() ? "-" : Sizes.of(part.pulls()));
        }
        return table.lines();
    }

    private static List<String> details(Plan plan) {
        Columns table = new Columns("lllrl");
        for (Plan.NodePlan part : plan.nodes()) {
            for (Pull pull : part.pulls()) {
                table.add(
                        "pull", pull.node().text(), pull.image().toString(), Sizes.of(pull), pull.again() ? AGAIN : "");
            }
            for (Skip skip : part.skips()) {
                table.add(
                        "skip", skip.node().text(), skip.image().toString(), "", skip.reason() + ": " + skip.detail());
            }
        }
        return table.lines();
    }

    private static List<String> warnings(Plan plan) {
        List<String> lines = new ArrayList<>();
        plan.invalid()
                .forEach((name, nodes) -> lines.add("invalid   " + name + " on "
                        + nodes.stream().map(NodeName::text).collect(Collectors.joining(", "))));
        PlainText.words(plan.plainText()).ifPresent(text -> lines.add("warning   " + text));
        IdlePrefixes.words(plan).forEach(text -> lines.add("warning   " + text));
        plan.drift().forEach(drift -> lines.add("drift     " + DriftWords.of(drift)));
        return lines;
    }

    private static String total(Plan plan) {
        List<Pull> pulls = plan.pulls();
        if (pulls.isEmpty()) {
            return "Nothing to pull.";
        }
        long nodes = pulls.stream().map(Pull::node).distinct().count();
        return pulls.size() + (pulls.size() == 1 ? " pull" : " pulls") + " on " + nodes
                + (nodes == 1 ? " node, " : " nodes, ") + Sizes.of(pulls);
    }
}
