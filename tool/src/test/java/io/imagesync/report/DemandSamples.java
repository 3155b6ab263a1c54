package io.imagesync.report;

import io.imagesync.model.Demand;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.Demand.Need;
import io.imagesync.model.Demand.Waiting;
import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Removed;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Three nodes, three images that workloads need, one of which no node has, and pods that wait.
final class DemandSamples {
    static final NodeName W1 = new NodeName("w1");
    static final NodeName W2 = new NodeName("w2");
    static final NodeName W3 = new NodeName("w3");
    static final ImageRef APP = ImageRef.of("r.io/app:2");
    static final ImageRef GPU = ImageRef.of("r.io/gpu:1");
    static final ImageRef NEW = ImageRef.of("r.io/new:1");

    private DemandSamples() {}

    static Need need(String... users) {
        return new Need(List.of(users), Optional.empty());
    }

    static Demand demand() {
        return new Demand(
                true,
                Map.of(
                        APP, need("team/api", "team/db", "team/web"),
                        GPU, new Need(List.of("team/train"), Optional.of(Set.of(W1))),
                        NEW, need("team/new")),
                List.of(
                        new Waiting("team/api-7d9f", W1, APP, "ImagePullBackOff"),
                        new Waiting("team/new-1", W1, NEW, "Pulling"),
                        new Waiting("team/new-2", W2, NEW, "Pulling"),
                        new Waiting("team/new-3", W2, NEW, "Pulling")),
                List.of(
                        new LeftAlone(new NodeName("w4"), List.of(NodeSkip.CORDONED, NodeSkip.NOT_READY)),
                        new LeftAlone(new NodeName("w5"), List.of(NodeSkip.CORDONED, NodeSkip.NOT_READY)),
                        new LeftAlone(new NodeName("cp"), List.of(NodeSkip.CONTROL_PLANE))));
    }

    static Plan plan(Demand demand, Plan.NodePlan... parts) {
        return new Plan(
                List.of(parts),
                List.of(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                demand);
    }

    static Plan plan() {
        return plan(
                demand(),
                Given.part(W1, 1, List.of(pull(W1, APP), pull(W1, NEW)), List.of()),
                Given.part(W2, 1, List.of(pull(W2, NEW)), List.of()),
                Given.part(W3, 1, List.of(pull(W3, NEW)), List.of()));
    }

    /// For which a pod waits but on the third node.
    static Pull pull(NodeName node, ImageRef image) {
        Pull pull = Given.pull(node, image, OptionalLong.of(5));
        boolean awaited = !node.equals(W3);
        return new Pull(node, image, pull.size(), pull.again(), pull.runtime(), pull.told(), pull.way(), awaited);
    }

    static Survey holding(NodeName node, ImageRef... images) {
        List<HeldImage> held = IntStream.range(0, images.length)
                .mapToObj(i -> new HeldImage("sha256:" + i, List.of(images[i]), List.of(), OptionalLong.of(5)))
                .toList();
        return new Survey.Listed(node, Given.listing(held, List.of(), Optional.empty(), Optional.empty()));
    }

    static List<Survey> surveys() {
        return List.of(holding(W1, GPU), holding(W2, APP), holding(W3, APP));
    }

    static Matrix.Row row(ImageRef image, OptionalLong size, Map<NodeName, Cell> cells) {
        return new Matrix.Row(image, size, cells);
    }

    static Matrix matrix() {
        return new Matrix(
                List.of(W1, W2, W3),
                List.of(
                        row(APP, OptionalLong.of(5), Map.of(W1, Cell.MISSING)),
                        row(GPU, OptionalLong.of(5), Map.of(W2, Cell.NOT_WANTED, W3, Cell.NOT_WANTED)),
                        row(
                                NEW,
                                OptionalLong.empty(),
                                Map.of(W1, Cell.MISSING, W2, Cell.MISSING, W3, Cell.NOT_WANTED))));
    }

    /// What was removed, and the first node still has it.
    static Plan removed(Demand demand, ImageRef... images) {
        Instant at = Instant.parse("2026-11-01T10:22:33Z");
        List<Removed> all = Stream.of(images)
                .map(image -> new Removed(
                        new Tombstone(image, at, "alice", Set.of(), Set.of()),
                        false,
                        demand.users(image),
                        Map.of(Removed.State.STILL, List.of(W1))))
                .toList();
        return new Plan(List.of(), List.of(), new TreeMap<>(), List.of(), List.of(), List.of(), all, List.of(), demand);
    }

    static RunReport report(Plan plan, Outcome... outcomes) {
        return new RunReport(
                Samples.STARTED,
                Duration.ofSeconds(9),
                surveys(),
                DemandSamples::matrix,
                plan,
                List.of(outcomes),
                false);
    }
}
