package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a run that is not complete says on stderr: at most ten lines, what happened and the remedy, so that
/// the mail of cron can be acted upon. Those who suffer from the same share a line, with the words of the first. What
/// an earlier run has
/// said is not said again, so that a run in which nothing new went wrong says nothing.
public final class Complaints {
    private static final int MAX_LINES = 10;
    private static final int NAMED = 3;

    private Complaints() {}

    public static List<String> of(RunReport report) {
        return of(report, leftOut(report.leftOut()));
    }

    /// The same where the nodes that were left out have been told already.
    public static List<String> withoutLeftOut(RunReport report) {
        return of(report, List.of());
    }

    private static List<String> of(RunReport report, List<String> leftOut) {
        List<String> all = new ArrayList<>(leftOut);
        all.addAll(outcomes(report));
        all.addAll(grouped(skips(report, Skip.Reason.VANISHES, false), Skip::detail, Complaints::place, "vanishes: "));
        return cut(all);
    }

    /// The same for the log: all of them, also what earlier runs have said.
    static List<String> causes(RunReport report) {
        List<String> all = new ArrayList<>(leftOut(report.leftOut()));
        all.addAll(outcomes(report));
        all.addAll(grouped(
                skips(report, Skip.Reason.REMEMBERED, true), Skip::detail, Complaints::place, "failed before: "));
        all.addAll(grouped(skips(report, Skip.Reason.VANISHES, true), Skip::detail, Complaints::place, "vanishes: "));
        return all;
    }

    private static List<String> leftOut(List<Survey.LeftOut> surveys) {
        return grouped(surveys, FailureWords::why, s -> new Place("", s.node()), "left out: ");
    }

    private static List<String> outcomes(RunReport report) {
        List<String> all = new ArrayList<>();
        all.addAll(grouped(failed(report), f -> FailureWords.why(f.why()), f -> place(f.pull()), "failed: "));
        all.addAll(grouped(notTried(report), n -> FailureWords.why(n.cause()), n -> place(n.pull()), "not tried: "));
        return all;
    }

    /// The same for a run that was not possible.
    public static List<String> of(List<Survey> surveys, String what, String remedy) {
        List<String> lines = new ArrayList<>(cut(leftOut(Survey.leftOut(surveys))));
        lines.addFirst(what + "; " + remedy);
        return lines.size() > MAX_LINES ? lines.subList(0, MAX_LINES) : lines;
    }

    private static List<Outcome.Failed> failed(RunReport report) {
        return report.outcomes().stream()
                .filter(Outcome.Failed.class::isInstance)
                .map(Outcome.Failed.class::cast)
                .toList();
    }

    /// What was planned and not tried, and what the plan had no room for.
    private static List<Outcome.NotTried> notTried(RunReport report) {
        Stream<Outcome.NotTried> noRoom = report.plan().skips().stream()
                .filter(s -> s.reason() == Skip.Reason.DISK)
                .map(s -> new Outcome.NotTried(unsized(s), Outcome.Cause.DISK, s.detail()));
        return Stream.concat(
                        report.outcomes().stream()
                                .filter(Outcome.NotTried.class::isInstance)
                                .map(Outcome.NotTried.class::cast),
                        noRoom)
                .toList();
    }

    private static Pull unsized(Skip skip) {
        RuntimeKind any = RuntimeKind.CONTAINERD;
        return new Pull(skip.node(), skip.image(), OptionalLong.empty(), false, any, any);
    }

    /// @param told whether those count too that an earlier run has complained about
    private static List<Skip> skips(RunReport report, Skip.Reason reason, boolean told) {
        return report.plan().skips().stream()
                .filter(s -> s.reason() == reason && (told || !s.alreadyReported()))
                .toList();
    }

    /// @param image empty where it is about the node
    private record Place(String image, NodeName node) {
        static String words(String image, List<NodeName> nodes) {
            return (image.isEmpty() ? "" : image + " on ") + NodeNames.folded(nodes);
        }
    }

    private static Place place(Skip skip) {
        return new Place(skip.image().toString(), skip.node());
    }

    private static Place place(Pull pull) {
        return new Place(pull.image().toString(), pull.node());
    }

    private static <T> List<String> grouped(
            List<T> items, Function<T, String> cause, Function<T, Place> place, String label) {
        Map<String, List<T>> byCause = items.stream()
                .collect(Collectors.groupingBy(
                        item -> FailureWords.kind(cause.apply(item)), LinkedHashMap::new, Collectors.toList()));
        return byCause.values().stream()
                .map(alike -> label + names(alike.stream().map(place).toList()) + ": " + cause.apply(alike.getFirst()))
                .toList();
    }

    /// A few one by one; of more the first images, each with all its nodes.
    private static String names(List<Place> places) {
        if (places.size() <= NAMED) {
            return places.stream()
                    .map(place -> Place.words(place.image, List.of(place.node)))
                    .collect(Collectors.joining(", "));
        }
        Map<String, List<NodeName>> nodes = places.stream()
                .collect(Collectors.groupingBy(
                        Place::image, LinkedHashMap::new, Collectors.mapping(Place::node, Collectors.toList())));
        String first = nodes.entrySet().stream()
                .limit(NAMED)
                .map(one -> Place.words(one.getKey(), one.getValue()))
                .collect(Collectors.joining(", "));
        long rest = nodes.values().stream().skip(NAMED).mapToLong(List::size).sum();
        return first + (rest == 0 ? "" : " and " + rest + " more");
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
