package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.Removals;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a run that is not complete says on stderr: at most ten lines, what happened and the remedy, so that
/// the mail of cron can be acted upon. Those who suffer from the same share a line, with the words of the first. What
/// an earlier run has said is not said again, so that a run in which nothing new went wrong says nothing.
public final class Complaints {
    private static final int MAX_LINES = 10;
    private static final int NAMED = 3;

    private Complaints() {}

    /// In the order in which they are told.
    private enum Kind {
        LEFT_OUT,
        FAILED,
        NOT_TRIED,
        NOT_REMOVED,
        FAILED_BEFORE,
        VANISHES
    }

    /// @param image empty where it is about the node
    private record Trouble(Kind kind, String image, NodeName node, String why) {
        static Trouble of(Kind kind, Pull pull, String why) {
            return new Trouble(kind, pull.image().toString(), pull.node(), why);
        }

        static Trouble of(Kind kind, Skip skip, String why) {
            return new Trouble(kind, skip.image().toString(), skip.node(), why);
        }
    }

    public static List<String> of(RunReport report) {
        return cut(lines(report, report.leftOut(), false));
    }

    /// The same where the nodes that were left out have been told already.
    public static List<String> withoutLeftOut(RunReport report) {
        return cut(lines(report, List.of(), false));
    }

    /// About nodes that could not be read alone.
    public static List<String> of(List<Survey> surveys) {
        return cut(lines(leftOut(Survey.leftOut(surveys))));
    }

    /// The same for the log: all of them, also what earlier runs have said.
    static List<String> causes(RunReport report) {
        return lines(report, report.leftOut(), true);
    }

    /// The same for a run that was not possible.
    public static List<String> of(List<Survey> surveys, String what, String remedy) {
        List<String> lines = new ArrayList<>(cut(lines(leftOut(Survey.leftOut(surveys)))));
        lines.addFirst(what + "; " + remedy);
        return lines.size() > MAX_LINES ? lines.subList(0, MAX_LINES) : lines;
    }

    /// @param told whether with what an earlier run has complained about
    private static List<String> lines(RunReport report, List<Survey.LeftOut> leftOut, boolean told) {
        List<Trouble> all = leftOut(leftOut);
        for (Outcome outcome : report.outcomes()) {
            if (outcome instanceof Outcome.Failed failed) {
                all.add(Trouble.of(Kind.FAILED, failed.pull(), FailureWords.why(failed.why())));
            } else if (outcome instanceof Outcome.NotTried not) {
                all.add(Trouble.of(Kind.NOT_TRIED, not.pull(), FailureWords.why(not.cause())));
            }
        }
        for (Skip skip : report.plan().skips()) {
            switch (skip.reason()) {
                case DISK -> all.add(Trouble.of(Kind.NOT_TRIED, skip, FailureWords.why(Outcome.Cause.DISK)));
                case SOURCE_UNKNOWN -> all.add(Trouble.of(Kind.NOT_TRIED, skip, skip.detail()));
                case REMEMBERED -> {
                    if (told) {
                        all.add(Trouble.of(Kind.FAILED_BEFORE, skip, skip.detail()));
                    }
                }
                case VANISHES -> {
                    if (told || !skip.alreadyReported()) {
                        all.add(Trouble.of(Kind.VANISHES, skip, skip.detail()));
                    }
                }
                case TOO_LARGE, LOADED_BY_HAND, OTHER_ARCHITECTURE, NOT_RELAYED -> {}
            }
        }
        if (!report.removals().isComplete()) {
            all.addAll(notRemoved(report.removals()));
        }
        all.sort(Comparator.comparing(Trouble::kind));
        return lines(all);
    }

    private static List<Trouble> notRemoved(Removals removals) {
        List<Trouble> all = new ArrayList<>();
        removals.failed()
                .forEach(one -> all.add(new Trouble(
                        Kind.NOT_REMOVED, one.image().toString(), one.node(), FailureWords.why(one.why()))));
        removals.stayed()
                .filter(one -> one.staying().why().isUndone())
                .forEach(one -> all.add(new Trouble(
                        Kind.NOT_REMOVED,
                        one.image().toString(),
                        one.node(),
                        one.staying().why() + ": " + one.staying().detail())));
        return all;
    }

    private static List<Trouble> leftOut(List<Survey.LeftOut> surveys) {
        return surveys.stream()
                .map(out -> new Trouble(Kind.LEFT_OUT, "", out.node(), FailureWords.why(out)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<String> lines(List<Trouble> troubles) {
        return NodeNames.alike(troubles, one -> one.kind + FailureWords.kind(one.why)).stream()
                .map(alike -> label(alike.getFirst().kind) + ": " + names(alike) + ": " + alike.getFirst().why)
                .toList();
    }

    private static String label(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// A few one by one; of more the first images, each with all its nodes.
    private static String names(List<Trouble> troubles) {
        Collection<List<Trouble>> places = troubles.size() <= NAMED
                ? troubles.stream().map(List::of).toList()
                : NodeNames.alike(troubles, Trouble::image);
        String first = places.stream().limit(NAMED).map(Complaints::place).collect(Collectors.joining(", "));
        long rest = places.stream().skip(NAMED).mapToLong(List::size).sum();
        return first + (rest == 0 ? "" : " and " + rest + " more");
    }

    private static String place(List<Trouble> alike) {
        String image = alike.getFirst().image;
        return (image.isEmpty() ? "" : image + " on ")
                + NodeNames.folded(alike.stream().map(Trouble::node).toList());
    }

    private static List<String> cut(List<String> lines) {
        if (lines.size() <= MAX_LINES - 1) {
            return lines;
        }
        List<String> kept = new ArrayList<>(lines.subList(0, MAX_LINES - 2));
        kept.add("and " + (lines.size() - kept.size()) + " more causes, see the log");
        return kept;
    }
}
