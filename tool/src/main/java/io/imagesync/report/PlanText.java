package io.imagesync.report;

import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Sizes;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A plan for people: a line a node, what is pulled and skipped where, one line in total. What is the same of
/// several nodes is said once.
public final class PlanText {
    private static final String AGAIN = "again, since it drifts";
    private static final String AWAITED = "a pod waits for it";
    private static final String NONE = "-";

    private PlanText() {}

    /// @param room columns that a line of a table may have at most
    public static List<String> lines(List<Survey> surveys, Plan plan, int room) {
        List<String> lines = new ArrayList<>(nodes(surveys, plan, room));
        List<String> details = new ArrayList<>(details(plan, room));
        details.addAll(DemandWords.waits(plan.demand(), room));
        details.addAll(RemovedWords.lines(plan.removed(), room));
        details.addAll(FailureWords.leftOut(surveys));
        details.addAll(DemandWords.leftAlone(plan.demand()));
        details.addAll(warnings(plan));
        if (!details.isEmpty()) {
            lines.add("");
            lines.addAll(details);
            lines.add("");
        }
        lines.add(total(plan));
        return lines;
    }

    private static List<String> nodes(List<Survey> surveys, Plan plan, int room) {
        Columns table = new Columns("nrrrrr");
        table.add("NODE", "IMAGES", "MISSING", "SKIPPED", "TO PULL", "SIZE");
        for (Plan.NodePlan part : plan.nodes()) {
            table.add(
                    part.node().text(),
                    Integer.toString(part.matching()),
                    Integer.toString(part.missing()),
                    Integer.toString(part.skipped()),
                    Integer.toString(part.pulls().size()),
                    part.pulls().isEmpty() ? NONE : Sizes.of(part.pulls()));
        }
        Survey.leftOut(surveys).forEach(out -> table.add(out.node().text(), NONE, NONE, NONE, NONE, "left out"));
        return table.folded(0).lines(room);
    }

    /// What comes through this host, and from where.
    static List<String> relays(Plan plan, int room) {
        List<Pull> relays = plan.pulls().stream().filter(Pull::isRelay).toList();
        return pulls(relays).folded(1).lines(room);
    }

    private static Columns pulls(List<Pull> pulls) {
        Columns table = new Columns("lnnrw");
        for (Pull pull : pulls) {
            table.add(
                    pull.isRelay() ? "relay" : "pull",
                    pull.node().text(),
                    pull.image().toString(),
                    Sizes.of(pull),
                    pull.awaited() ? (note(pull).isEmpty() ? "" : note(pull) + "; ") + AWAITED : note(pull));
        }
        return table;
    }

    private static List<String> details(Plan plan, int room) {
        Columns table = pulls(plan.pulls());
        for (Skip skip : plan.skips()) {
            table.add("skip", skip.node().text(), skip.image().toString(), "", skip.reason() + ": " + skip.detail());
        }
        return table.folded(1).lines(room);
    }

    private static String note(Pull pull) {
        if (pull.way() instanceof Way.Relay(var source, var missing)) {
            return "from " + source + ", " + Sizes.bytes(missing) + " of it missing";
        }
        return pull.again() ? AGAIN : "";
    }

    private static List<String> warnings(Plan plan) {
        List<String> lines = new ArrayList<>();
        plan.invalid().forEach((name, nodes) -> lines.add("invalid   " + name + " on " + NodeNames.folded(nodes)));
        PlanWarnings.of(plan).forEach(text -> lines.add("warning   " + text));
        plan.drift().forEach(drift -> lines.add("drift     " + PlanWarnings.drift(drift)));
        PlanWarnings.superseded(plan).ifPresent(text -> lines.add("newest    " + text));
        PlanWarnings.hint(plan).ifPresent(text -> lines.add("hint      " + text));
        return lines;
    }

    private static String total(Plan plan) {
        List<Pull> pulls = plan.pulls();
        if (pulls.isEmpty()) {
            return "Nothing to pull.";
        }
        long nodes = pulls.stream().map(Pull::node).distinct().count();
        return pulls.size() + (pulls.size() == 1 ? " pull" : " pulls") + " on " + nodes
                + (nodes == 1 ? " node, " : " nodes, ") + Sizes.of(pulls) + relays(pulls);
    }

    private static String relays(List<Pull> pulls) {
        List<OptionalLong> missing =
                pulls.stream().filter(Pull::isRelay).map(Pull::missing).toList();
        return missing.isEmpty()
                ? ""
                : "; " + missing.size() + " of them through this host, " + Sizes.total(missing, false);
    }
}
