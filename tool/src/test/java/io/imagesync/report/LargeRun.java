package io.imagesync.report;

import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// Keeps the report of a run on 1000 nodes that lack all of 500 images, and reads it again, in a process with a heap of
/// its own.
final class LargeRun {
    private static final int NODES = 1000;
    private static final int IMAGES = 500;

    private LargeRun() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        RunReport report = report();
        new History(folder, InstantSource.system()).on(new SyncEvent.Finished(report));
        long written = hash(ReportJson.run(report));
        if (hash(History.lastRun(folder).orElseThrow()) != written) {
            throw new AssertionError("what is read is not what was written");
        }
        ReportPage.of(folder).orElseThrow().writeTo(Writer.nullWriter());
    }

    private static RunReport report() {
        List<NodeName> nodes = IntStream.range(0, NODES)
                .mapToObj(n -> new NodeName("gpu%04d.cluster.example.com".formatted(n)))
                .toList();
        List<ImageRef> images = IntStream.range(0, IMAGES)
                .mapToObj(i -> ImageRef.of("registry.example.com/bcm11/team" + i % 7 + "/application" + i + ":25.09"))
                .toList();
        List<Outcome> outcomes = new ArrayList<>();
        List<Plan.NodePlan> parts = new ArrayList<>();
        for (NodeName node : nodes) {
            List<Pull> pulls = images.stream()
                    .map(image -> Given.pull(node, image, OptionalLong.empty()))
                    .toList();
            pulls.forEach(pull -> outcomes.add(outcome(pull, outcomes.size())));
            parts.add(Given.part(node, 0, pulls, List.of()));
        }
        return new RunReport(
                Samples.STARTED,
                Duration.ofHours(2),
                nodes.stream().<Survey>map(LargeRun::listed).toList(),
                () -> matrix(nodes, images),
                Given.plan(parts, List.of(), new TreeMap<>(), List.of(), List.of()),
                outcomes,
                false);
    }

    private static Survey.Listed listed(NodeName node) {
        return new Survey.Listed(node, ((Survey.Listed) Samples.surveys().getFirst()).listing());
    }

    private static Outcome outcome(Pull pull, int n) {
        return switch (n % 3) {
            case 0 ->
                new Outcome.Pulled(
                        pull,
                        Samples.STARTED.plusNanos(n * 14_400_123L),
                        Duration.ofMillis(n % 90_000),
                        1,
                        transferred(n));
            case 1 ->
                new Outcome.Failed(
                        pull,
                        new PullFailure.Refused(Kind.NOT_FOUND, 1, pull.image() + ": not found, request " + n),
                        Samples.STARTED.plusNanos(n * 14_400_123L),
                        Duration.ofMillis(n % 900),
                        3);
            default -> new Outcome.NotTried(pull, Outcome.Cause.RUN_LIMIT, "");
        };
    }

    private static OptionalLong transferred(int n) {
        return OptionalLong.of(n * 7919L);
    }

    private static Matrix matrix(List<NodeName> nodes, List<ImageRef> images) {
        Map<NodeName, Cell> missing = nodes.stream().collect(Collectors.toMap(Function.identity(), _ -> Cell.MISSING));
        return new Matrix(
                nodes,
                images.stream()
                        .map(image -> new Matrix.Row(image, OptionalLong.empty(), missing))
                        .toList());
    }

    private static long hash(Document document) throws IOException {
        CRC32 hash = new CRC32();
        document.writeTo(new Writer() {
            @Override
            public void write(char[] text, int from, int count) {
                hash.update(new String(text, from, count).getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return hash.getValue();
    }
}
