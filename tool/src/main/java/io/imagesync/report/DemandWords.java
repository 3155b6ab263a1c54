package io.imagesync.report;

import io.imagesync.model.Demand;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.Demand.Waiting;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What Kubernetes asks of the nodes, in words for people. Of thousands of workloads and pods some are named, the
/// others counted.
final class DemandWords {
    /// Workloads or pods in one line.
    private static final int NAMED = 2;

    private static final int MOST_LINES = 20;

    /// Characters of `NAMESPACE/NAME`, of which Kubernetes allows no more than 317.
    private static final int MAX_LABEL = 320;

    private static final int MAX_REASON = 60;

    private DemandWords() {}

    /// `used by 3: team/api, team/web ...`; empty where nobody uses it.
    static String usedBy(Collection<String> users) {
        return users.isEmpty() ? "" : "used by " + counted(users);
    }

    /// `3: team/api, team/web ...`; empty where there are none.
    static String counted(Collection<String> labels) {
        return labels.isEmpty() ? "" : labels.size() + ": " + named(labels);
    }

    /// The same of one of the images.
    static String usedBy(Demand demand, ImageRef image) {
        return usedBy(demand.users(image));
    }

    /// `team/api needs it`.
    static String need(List<String> users) {
        return named(users) + (users.size() == 1 ? " needs it" : " need it");
    }

    private static String named(Collection<String> labels) {
        return labels.stream().limit(NAMED).map(DemandWords::label).collect(Collectors.joining(", "))
                + (labels.size() > NAMED ? " ..." : "");
    }

    /// A workload's or a pod's, fit to be shown.
    static String label(String text) {
        return Texts.printable(text, MAX_LABEL);
    }

    static String reason(Waiting pod) {
        return Texts.printable(pod.reason(), MAX_REASON);
    }

    /// A line for all nodes that are left out for the same reasons.
    static List<String> leftAlone(Demand demand) {
        return NodeNames.alike(demand.leftAlone(), LeftAlone::why).stream()
                .map(alike -> "left out  "
                        + NodeNames.folded(alike.stream().map(LeftAlone::node).toList())
                        + " on purpose: " + alike.getFirst().reasons() + " (NODE_SKIP)")
                .toList();
    }

    /// Images that a workload needs on these nodes and that none had that could be read, with their workloads.
    static SortedMap<ImageRef, List<String>> onNoNode(List<Survey> surveys, Demand demand) {
        Set<ImageRef> missing = new HashSet<>(demand.needs().keySet());
        for (Survey.Listed node : Survey.listed(surveys)) {
            node.listing().images().forEach(image -> image.names().forEach(missing::remove));
        }
        SortedMap<ImageRef, List<String>> all = new TreeMap<>();
        demand.needs().forEach((image, need) -> {
            if (missing.contains(image) && !need.isNowhere()) {
                all.put(image, need.users());
            }
        });
        return all;
    }

    /// The same at the end of a run.
    static SortedMap<ImageRef, List<String>> onNoNode(RunReport report) {
        SortedMap<ImageRef, List<String>> all =
                onNoNode(report.surveys(), report.plan().demand());
        report.outcomes().stream()
                .filter(Outcome.Pulled.class::isInstance)
                .forEach(outcome -> all.remove(outcome.pull().image()));
        return all;
    }

    /// A line for each image that a workload needs and no node has.
    ///
    /// @param room columns that a line of the table may have at most
    static List<String> nowhere(List<Survey> surveys, Demand demand, int room) {
        SortedMap<ImageRef, List<String>> all = onNoNode(surveys, demand);
        Columns table = new Columns("lnw");
        all.entrySet().stream()
                .limit(MOST_LINES)
                .forEach(one -> table.add("nowhere", one.getKey().toString(), usedBy(one.getValue())));
        List<String> lines = new ArrayList<>(table.lines(room));
        int rest = all.size() - MOST_LINES;
        if (rest > 0) {
            lines.add("nowhere  " + rest + (rest == 1 ? " more image" : " more images")
                    + " that workloads need and no node has");
        }
        return lines;
    }

    /// A line for all pods that wait for the same image for the same reason.
    ///
    /// @param room columns that a line of the table may have at most
    static List<String> waits(Demand demand, int room) {
        Collection<List<Waiting>> all = NodeNames.alike(demand.waiting(), one -> one.image() + " " + one.reason());
        Columns table = new Columns("lnnw");
        all.stream().limit(MOST_LINES).forEach(alike -> {
            List<String> pods = alike.stream().map(Waiting::pod).toList();
            table.add(
                    "waits",
                    NodeNames.folded(new ArrayList<>(
                            alike.stream().map(Waiting::node).collect(Collectors.toCollection(TreeSet::new)))),
                    alike.getFirst().image().toString(),
                    (pods.size() == 1 ? "" : pods.size() + " pods: ") + named(pods) + " (" + reason(alike.getFirst())
                            + ")");
        });
        List<String> lines = new ArrayList<>(table.lines(room));
        int rest = all.stream().skip(MOST_LINES).mapToInt(List::size).sum();
        if (rest > 0) {
            lines.add("waits  " + rest + (rest == 1 ? " more pod" : " more pods"));
        }
        return lines;
    }

    /// How many pods wait; nothing where none does.
    static Optional<String> waiting(Demand demand, List<Pull> pulls) {
        int count = demand.waiting().size();
        return count == 0
                ? Optional.empty()
                : Optional.of(count
                        + (count == 1 ? " pod waits for an image" : " pods wait for an image")
                        + (pulls.stream().anyMatch(Pull::awaited) ? "; their pulls come first" : ""));
    }
}
