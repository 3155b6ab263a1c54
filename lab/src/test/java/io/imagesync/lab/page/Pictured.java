package io.imagesync.lab.page;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.RunReport;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The run that the manual has a picture of: 16 nodes, of which one is down.
final class Pictured {
    /// The name, its megabytes, and what becomes of it on each node that is up: `.` there, `+` pulled, `x` failed,
    /// `t` too slow, `l` not tried, `d` skipped for the disk, `s` never to be there, `~` drift, `#` by digest.
    private static final String IMAGES = """
            nvcr.io/nvidia/cuda:12.8.1-devel-ubuntu24.04      5300  .....d...d.....
            nvcr.io/nvidia/cuda:13.0.1-runtime-ubuntu24.04    1600  ...............
            nvcr.io/nvidia/dcgm-exporter:4.4.1-ubuntu22.04     608  ...............
            nvcr.io/nvidia/k8s-device-plugin:v0.17.4           203  ...............
            nvcr.io/nvidia/nemo:25.07                        15100  ...+t++........
            nvcr.io/nvidia/pytorch:25.09-py3                 11500  ...++++........
            nvcr.io/nvidia/tritonserver:25.09-py3             8800  ...............
            registry.example.com/bcm11/debug-tools:dev         709  sss.sssssssssss
            registry.example.com/bcm11/jupyter:4.4.7          3100  .....x...x.....
            registry.example.com/bcm11/llm-serve:2026.11      9700  ++++++++++++...
            registry.example.com/bcm11/llm-train:2026.11     13000  ++++++++++++...
            registry.example.com/bcm11/nccl-tests:2.27        4500  ...............
            registry.example.com/bcm11/node-exporter:1.9.1    50.6  .#......#......
            registry.example.com/bcm11/slurm-login:25.05      2100  ..~~...........
            registry.example.com/bcm11/slurm-worker:25.05     2300  .....l...l.....
            """;

    private static final Instant STARTED = Instant.parse("2026-11-25T14:00:00Z");
    private static final Duration TIME_OUT = Duration.ofMinutes(3);
    private static final NodeName DOWN = new NodeName("gpu15");
    private static final long TOTAL = 960_000_000_000L;

    private final List<NodeName> nodes = IntStream.rangeClosed(1, 16)
            .mapToObj(i -> new NodeName("gpu%02d".formatted(i)))
            .filter(node -> !node.equals(DOWN))
            .toList();
    private final List<Matrix.Row> rows = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Skip> skips = new ArrayList<>();

    private Pictured() {}

    static RunReport run() {
        Pictured run = new Pictured();
        IMAGES.lines().map(line -> line.split(" +")).forEach(run::read);
        return run.report();
    }

    private void read(String[] line) {
        ImageRef image = ImageRef.of(line[0]);
        long size = Math.round(Double.parseDouble(line[1]) * 1_000_000);
        Map<NodeName, Cell> cells = new HashMap<>();
        for (int n = 0; n < nodes.size(); n++) {
            NodeName node = nodes.get(n);
            switch (line[2].charAt(n)) {
                case '.' -> {}
                case '#' -> cells.put(node, Cell.BY_DIGEST);
                case '~' -> cells.put(node, Cell.DRIFT);
                case 's' -> {
                    cells.put(node, Cell.SKIPPED);
                    skips.add(new Skip(node, image, Skip.Reason.LOADED_BY_HAND, "set RELAY=loaded, or push it"));
                }
                case 'd' -> {
                    cells.put(node, Cell.MISSING);
                    skips.add(new Skip(
                            node, image, Skip.Reason.DISK, "would pass DISK_LIMIT 80%: 749 GB of 960 GB used (78%)"));
                }
                default -> {
                    cells.put(node, Cell.MISSING);
                    outcomes.add(outcome(node, image, size, line[2].charAt(n)));
                }
            }
        }
        rows.add(new Matrix.Row(image, OptionalLong.of(size), cells));
    }

    private Outcome outcome(NodeName node, ImageRef image, long size, char becomes) {
        RuntimeKind runtime = RuntimeKind.CONTAINERD;
        Pull pull = new Pull(node, image, OptionalLong.of(size), false, runtime, runtime, Way.REGISTRY);
        Instant at = STARTED.plusSeconds(2 + outcomes.size() % 5);
        return switch (becomes) {
            case '+' -> new Outcome.Pulled(pull, at, Duration.ofMillis(size / 100_000), 1, OptionalLong.of(size));
            case 't' -> new Outcome.Failed(pull, new PullFailure.TimedOut(TIME_OUT, ""), at, TIME_OUT, 1);
            case 'x' ->
                new Outcome.Failed(
                        pull,
                        new PullFailure.Refused(PullFailure.Kind.NOT_FOUND, 1, image + ": not found"),
                        at,
                        Duration.ofSeconds(1),
                        1);
            default -> new Outcome.NotTried(pull, Outcome.Cause.RUN_LIMIT, "");
        };
    }

    private RunReport report() {
        List<Survey> surveys = new ArrayList<>();
        for (NodeName node : nodes) {
            Optional<DiskUsage> disk = Optional.of(new DiskUsage("/var/lib/containerd", TOTAL, TOTAL / 5));
            surveys.add(new Survey.Listed(
                    node, new Listing(List.of(), List.of(), Optional.of("x86_64"), disk, RuntimeKind.CONTAINERD)));
        }
        surveys.add(new Survey.LeftOut(DOWN, new ConnectFailure.Refused("10.20.0.15:22")));
        List<Plan.NodePlan> parts = nodes.stream().map(this::part).toList();
        Plan plan = new Plan(parts, List.of(), new TreeMap<>(), List.of(), List.of(), List.of(), List.of(), List.of());
        Matrix matrix = new Matrix(nodes, rows);
        return new RunReport(STARTED, Duration.ofSeconds(185), surveys, () -> matrix, plan, outcomes, false);
    }

    private Plan.NodePlan part(NodeName node) {
        List<Skip> its = skips.stream().filter(skip -> skip.node().equals(node)).toList();
        int undone = (int) its.stream().filter(Skip::isUndone).count();
        return new Plan.NodePlan(node, rows.size(), undone, its.size() - undone, List.of(), its);
    }
}
