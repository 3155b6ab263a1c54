package io.imagesync.lab.page;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Demand;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.Removed;
import io.imagesync.model.RunReport;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Runs to be shown.
final class Runs {
    static final String REPOSITORY = "registry.example.com/bcm11/";

    private static final Instant STARTED = Instant.parse("2026-11-25T14:00:02Z");
    private static final List<Cell> ODD = List.of(Cell.MISSING, Cell.DRIFT, Cell.BY_DIGEST);
    private static final int SIZE = 1_600_000_000;

    private Runs() {}

    /// Three nodes and one that was left out; one pull that went well, one that failed, one that was not tried.
    static RunReport small() {
        List<NodeName> nodes = nodes(3);
        Pull worker = pull(nodes.get(1), "worker:1");
        Pull jupyter = pull(nodes.get(2), "jupyter:1");
        Pull late = pull(nodes.get(2), "late:1");
        Skip byHand = new Skip(nodes.get(0), image("hand:1"), Skip.Reason.LOADED_BY_HAND, "push it");
        Matrix matrix = new Matrix(
                nodes,
                List.of(
                        row("drift:1", Map.of(nodes.get(0), Cell.DRIFT, nodes.get(1), Cell.BY_DIGEST)),
                        row("everywhere:1", Map.of()),
                        row("hand:1", Map.of(nodes.get(0), Cell.SKIPPED)),
                        row("jupyter:1", Map.of(nodes.get(2), Cell.MISSING)),
                        row("late:1", Map.of(nodes.get(2), Cell.MISSING)),
                        row("worker:1", Map.of(nodes.get(1), Cell.MISSING))));
        List<Outcome> outcomes = List.of(
                new Outcome.Pulled(worker, STARTED, Duration.ofSeconds(12), 1, OptionalLong.of(700_000_000)),
                new Outcome.Failed(
                        jupyter,
                        new PullFailure.Refused(Kind.NOT_FOUND, 1, "not found"),
                        STARTED.plusSeconds(1),
                        Duration.ofSeconds(2),
                        1),
                new Outcome.NotTried(late, Outcome.Cause.RUN_LIMIT, ""));
        List<Survey> surveys = new ArrayList<>(listed(nodes));
        surveys.add(new Survey.LeftOut(new NodeName("gpu004"), new ConnectFailure.Refused("10.0.0.4:22")));
        return report(
                surveys,
                matrix,
                List.of(
                        part(nodes.get(0), 5, List.of(), List.of(byHand)),
                        part(nodes.get(1), 5, List.of(worker), List.of()),
                        part(nodes.get(2), 4, List.of(jupyter, late), List.of())),
                outcomes);
    }

    /// The small run, with workloads that use images, pods that wait, and nodes that are left out on purpose.
    static RunReport asked() {
        RunReport small = small();
        List<NodeName> nodes = nodes(3);
        Demand.Need api = new Demand.Need(List.of("team/api", "team/db", "team/web", "team/x"), Optional.empty());
        Demand demand = new Demand(
                true,
                Map.of(image("jupyter:1"), api, image("new:1"), new Demand.Need(List.of("team/new"), Optional.empty())),
                nodes.stream()
                        .map(node -> new Demand.Waiting("team/" + node, node, image("new:1"), "ErrImagePull"))
                        .toList(),
                List.of(
                        new Demand.LeftAlone(new NodeName("gpu005"), List.of(NodeSkip.CORDONED)),
                        new Demand.LeftAlone(new NodeName("gpu006"), List.of(NodeSkip.CORDONED))));
        Plan plan = small.plan();
        return new RunReport(
                small.started(),
                small.took(),
                small.surveys(),
                () -> new Matrix(
                        nodes,
                        List.of(
                                row("gpu:1", Map.of(nodes.get(1), Cell.NOT_WANTED, nodes.get(2), Cell.NOT_WANTED)),
                                row("jupyter:1", Map.of(nodes.get(2), Cell.MISSING)))),
                new Plan(
                        plan.nodes(),
                        plan.excluded(),
                        plan.invalid(),
                        plan.plainText(),
                        plan.idlePrefixes(),
                        plan.drift(),
                        plan.removed(),
                        plan.superseded(),
                        demand),
                small.outcomes(),
                false);
    }

    /// No two nodes have the same, and each pulls something.
    static RunReport large(int nodes, int images) {
        List<NodeName> names = nodes(nodes);
        List<Matrix.Row> rows = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            Map<NodeName, Cell> cells = new HashMap<>();
            for (int n = 0; n < nodes; n++) {
                if ((i * 31 + n * 17) % 23 == 0) {
                    cells.put(names.get(n), ODD.get((i + n) % ODD.size()));
                }
                if (i % nodes == n) {
                    cells.put(names.get(n), Cell.MISSING);
                    Pull pull = pull(names.get(n), "app" + i + ":1");
                    outcomes.add(new Outcome.Pulled(
                            pull, STARTED.plusSeconds(i), Duration.ofSeconds(40), 1, OptionalLong.empty()));
                }
            }
            rows.add(row("app" + i + ":1", cells));
        }
        List<Plan.NodePlan> parts = names.stream()
                .map(name -> part(name, images, List.of(), List.of()))
                .toList();
        return report(listed(names), new Matrix(names, rows), parts, outcomes);
    }

    private static List<NodeName> nodes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new NodeName("gpu%03d".formatted(i)))
                .toList();
    }

    private static List<Survey> listed(List<NodeName> nodes) {
        Listing listing = new Listing(
                List.of(),
                List.of(),
                Optional.of("x86_64"),
                Optional.of(new DiskUsage("/var/lib/containerd", 960_000_000_000L, 420_000_000_000L)),
                RuntimeKind.CONTAINERD);
        return nodes.stream()
                .<Survey>map(node -> new Survey.Listed(node, listing))
                .toList();
    }

    /// Of a node that lacks everything that is planned.
    private static Plan.NodePlan part(NodeName node, int matching, List<Pull> pulls, List<Skip> skips) {
        int undone = (int) skips.stream().filter(Skip::isUndone).count();
        return new Plan.NodePlan(node, matching, pulls.size() + undone, skips.size() - undone, pulls, skips);
    }

    private static RunReport report(
            List<Survey> surveys, Matrix matrix, List<Plan.NodePlan> parts, List<Outcome> outcomes) {
        Tombstone gone = new Tombstone(image("gone:1"), STARTED, "alice", Set.of(), Set.of());
        List<Removed> removed =
                List.of(new Removed(gone, false, Map.of(Removed.State.STILL, List.of(new NodeName("gpu001")))));
        Plan plan = new Plan(parts, List.of(), new TreeMap<>(), List.of(), List.of(), List.of(), removed, List.of());
        return new RunReport(
                STARTED.minusSeconds(2), Duration.ofSeconds(75), surveys, () -> matrix, plan, outcomes, false);
    }

    private static ImageRef image(String name) {
        return ImageRef.of(REPOSITORY + name);
    }

    private static Pull pull(NodeName node, String image) {
        RuntimeKind runtime = RuntimeKind.CONTAINERD;
        return new Pull(node, image(image), OptionalLong.of(SIZE), false, runtime, runtime, Way.REGISTRY);
    }

    private static Matrix.Row row(String image, Map<NodeName, Cell> cells) {
        return new Matrix.Row(image(image), OptionalLong.of(SIZE), cells);
    }
}
