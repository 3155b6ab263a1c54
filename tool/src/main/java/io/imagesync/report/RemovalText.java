package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.RemovalPlan.NodePart;
import io.imagesync.model.RemovalPlan.Refused;
import io.imagesync.model.Removals;
import io.imagesync.model.Sizes;
import io.imagesync.model.Survey;
import io.imagesync.model.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is going to be removed, for people: a line a node, what goes and what stays where, one line in total. What is
/// the same of several nodes is said once.
public final class RemovalText {
    private static final String NONE = "-";
    /// Names in one line.
    private static final int NAMED = 3;
    private static final int MAX_PATTERN = 200;
    /// A name as people say it: no tag, no digest, no pattern.
    private static final Pattern PLAIN_NAME = Pattern.compile("(?:[^*?@]*/)?[^:*?@/]+");

    private static final String PLAIN_NAME_MEANS = ", which means the tag latest; for all tags write '*/NAME:*'";
    /// Characters of an id: `sha256:` and twelve more.
    private static final int SHORT_ID = 19;

    private RemovalText() {}

    /// @param room columns that a line of a table may have at most
    public static List<String> lines(List<Survey> surveys, RemovalPlan plan, int room) {
        List<String> lines = new ArrayList<>(nodes(surveys, plan, room));
        List<String> details = new ArrayList<>(details(plan, room));
        details.addAll(FailureWords.leftOut(surveys));
        details.addAll(left(plan));
        if (!details.isEmpty()) {
            lines.add("");
            lines.addAll(details);
            lines.add("");
        }
        lines.add(total(plan));
        return lines;
    }

    private static List<String> nodes(List<Survey> surveys, RemovalPlan plan, int room) {
        Columns table = new Columns("nrrr");
        table.add("NODE", "TO REMOVE", "STAY", "FREED");
        for (NodePart part : plan.nodes()) {
            table.add(
                    part.node().text(),
                    Integer.toString(part.goes().size()),
                    Integer.toString(part.stays().size()),
                    part.goes().isEmpty() ? NONE : Sizes.total(freed(part), false));
        }
        Survey.leftOut(surveys).forEach(out -> table.add(out.node().text(), NONE, NONE, "left out"));
        return table.folded(0).lines(room);
    }

    private static List<OptionalLong> freed(NodePart part) {
        return part.goes().stream().map(Going::freed).toList();
    }

    private static List<String> details(RemovalPlan plan, int room) {
        Columns going = new Columns("lnnlrl");
        for (NodePart part : plan.nodes()) {
            for (Going one : part.goes()) {
                String id = one.image().id();
                going.add(
                        "remove",
                        part.node().text(),
                        one.name().toString(),
                        id.substring(0, Math.min(SHORT_ID, id.length())),
                        one.last() ? Sizes.bytes(one.freed()) : NONE,
                        one.last() ? "" : "this name only");
            }
        }
        List<String> lines = new ArrayList<>(going.folded(1).lines(room));
        lines.addAll(staying(plan, room));
        return lines;
    }

    /// Who uses an image has another name on each node: the first is told.
    private static List<String> staying(RemovalPlan plan, int room) {
        List<Removal.Stayed> all = new Removals(plan, List.of()).stayed().toList();
        Columns table = new Columns("lnnw");
        for (List<Removal.Stayed> alike :
                NodeNames.alike(all, one -> one.image() + " " + one.staying().why())) {
            Removal.Stayed first = alike.getFirst();
            boolean same = alike.stream()
                    .allMatch(
                            one -> one.staying().detail().equals(first.staying().detail()));
            table.add(
                    "stay",
                    NodeNames.folded(alike.stream().map(Removal.Stayed::node).toList()),
                    first.image().toString(),
                    first.staying().why() + ": " + first.staying().detail()
                            + (same ? "" : " on " + first.node() + ", others elsewhere"));
        }
        return table.lines(room);
    }

    /// What stays on all nodes, and what was asked for in vain.
    public static List<String> left(RemovalPlan plan) {
        List<String> lines = new ArrayList<>();
        refused(plan).forEach(text -> lines.add("Not removed: " + text));
        lines.addAll(idle(plan));
        return lines;
    }

    /// What was asked for in vain.
    static List<String> idle(RemovalPlan plan) {
        return patterns(plan).stream()
                .map(text ->
                        "No image matches " + text + (PLAIN_NAME.matcher(text).matches() ? PLAIN_NAME_MEANS : ""))
                .toList();
    }

    /// Those that nothing matches, fit to be shown.
    static List<String> patterns(RemovalPlan plan) {
        return plan.idle().stream()
                .map(text -> Texts.printable(text, MAX_PATTERN))
                .toList();
    }

    /// A line for each rule by which something stays on all nodes, with those that use it.
    static List<String> refused(RemovalPlan plan) {
        return NodeNames.alike(plan.refused(), Refused::rule).stream()
                .map(alike -> names(alike.stream().map(RemovalText::used).toList()) + ": "
                        + alike.getFirst().rule())
                .toList();
    }

    private static String used(Refused one) {
        return one.name() + (one.users().isEmpty() ? "" : " (" + DemandWords.usedBy(one.users()) + ")");
    }

    private static String names(Collection<String> names) {
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }

    private static String total(RemovalPlan plan) {
        List<NodePart> parts =
                plan.nodes().stream().filter(part -> !part.goes().isEmpty()).toList();
        return parts.isEmpty()
                ? "Nothing to remove."
                : names(plan.count()) + on(parts.size()) + ", "
                        + freed(parts.stream()
                                .flatMap(part -> freed(part).stream())
                                .toList());
    }

    /// What a run came to, in one line.
    public static String result(Removals removals, int leftOut) {
        List<NodeName> nodes =
                removals.gone().stream().map(Removal.Gone::node).distinct().toList();
        return names(removals.gone().size()) + " removed" + (nodes.isEmpty() ? "" : on(nodes.size())) + ", "
                + (nodes.isEmpty() ? "" : freed(removals.freed()) + ", ")
                + removals.stayed().count() + " stay, " + removals.failed().size() + " failed"
                + (leftOut == 0 ? "" : ", " + leftOut + (leftOut == 1 ? " node" : " nodes") + " left out");
    }

    private static String names(int count) {
        return count + (count == 1 ? " name" : " names");
    }

    private static String on(int nodes) {
        return " on " + nodes + (nodes == 1 ? " node" : " nodes");
    }

    private static String freed(List<OptionalLong> sizes) {
        return Sizes.sum(sizes).isEmpty() ? "bytes freed not known" : Sizes.total(sizes, false) + " freed";
    }
}
