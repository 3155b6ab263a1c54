package io.imagesync.report;

import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.EventListener;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Sizes;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// METRICS_FILE: what the last run came to, for the textfile collector of the Prometheus node exporter. All are gauges
/// about the last run, since a run has no memory of the sums before it.
public final class Metrics implements EventListener {
    private static final String PREFIX = "image_sync_";
    private static final String BEGINNING = "# HELP " + PREFIX;

    private final Path file;
    private final InstantSource clock;
    private final Labels group;

    /// @param group whose run it is: every metric then has it as a label, so that groups can share a node exporter
    public Metrics(Path file, InstantSource clock, Optional<String> group) {
        this.file = file;
        this.clock = clock;
        this.group = group.map(name -> Labels.of("group", name)).orElse(Labels.EMPTY);
    }

    /// Whether the file can be replaced without anything being lost that is not ours.
    public static void check(Path file) throws UnusableFileException {
        SafeFolders.checkParent(file);
        checkOurs(file);
    }

    /// The same without its folder.
    public static void checkOurs(Path file) throws UnusableFileException {
        SafeFiles.checkOurs(file, BEGINNING);
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.Finished(var report)) {
            write(of(report));
        } else if (event instanceof SyncEvent.Impossible) {
            write(new MetricSnapshots(time(), result("impossible")));
        }
    }

    private MetricSnapshots of(RunReport report) {
        return new MetricSnapshots(
                time(),
                result(report.cancelled() ? "cancelled" : report.complete() ? "complete" : "incomplete"),
                gauge(
                        "last_run_duration_seconds",
                        "How long the last run took.",
                        List.of(point(Labels.EMPTY, report.took().toMillis() / 1000.0))),
                gauge(
                        "node_up",
                        "Whether the node could be read in the last run.",
                        report.surveys().stream()
                                .map(survey -> point(node(survey.node()), survey instanceof Survey.Listed ? 1 : 0))
                                .toList()),
                gauge(
                        "images_missing",
                        "Wanted images that the node still lacked after the last run and could have.",
                        points(report.missing())),
                gauge(
                        "images_skipped",
                        "Wanted images that the node lacked and no pull could bring, or was to bring.",
                        report.plan().nodes().stream()
                                .map(part -> point(node(part.node()), part.skipped()))
                                .toList()),
                gauge("pulls", "Pulls of the last run, by how they ended.", pulls(report)),
                gauge(
                        "pulled_bytes",
                        "Sizes of the images that the node pulled in the last run, as runtimes tell them.",
                        points(bytesPulled(report))),
                gauge(
                        "relays",
                        "Images that came to the node through this host in the last run.",
                        points(relays(report, _ -> 1))),
                gauge(
                        "relayed_bytes",
                        "Bytes that the node lacked of them.",
                        points(relays(report, pull -> pull.missing().orElse(0)))));
    }

    private static Map<NodeName, Long> bytesPulled(RunReport report) {
        Map<NodeName, Long> sums = new TreeMap<>();
        report.pulledSizes().forEach((node, sizes) -> Sizes.sum(sizes).ifPresent(sum -> sums.put(node, sum)));
        return sums;
    }

    private static Map<NodeName, Long> relays(RunReport report, ToLongFunction<Pull> counted) {
        Map<NodeName, Long> sums = new TreeMap<>();
        report.plan().nodes().forEach(part -> sums.put(part.node(), 0L));
        report.outcomes().stream()
                .filter(outcome ->
                        outcome instanceof Outcome.Pulled && outcome.pull().isRelay())
                .map(Outcome::pull)
                .forEach(pull -> sums.merge(pull.node(), counted.applyAsLong(pull), Long::sum));
        return sums;
    }

    private List<GaugeDataPointSnapshot> points(Map<NodeName, ? extends Number> values) {
        return values.entrySet().stream()
                .map(entry -> point(node(entry.getKey()), entry.getValue().doubleValue()))
                .toList();
    }

    private List<GaugeDataPointSnapshot> pulls(RunReport report) {
        Map<Labels, Long> counts = report.outcomes().stream()
                .collect(Collectors.groupingBy(Metrics::nodeAndResult, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> point(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Labels nodeAndResult(Outcome outcome) {
        String result = switch (outcome) {
            case Outcome.Pulled _ -> "pulled";
            case Outcome.Failed _ -> "failed";
            case Outcome.NotTried _ -> "not_tried";
        };
        return Labels.of("node", outcome.pull().node().text(), "result", result);
    }

    private GaugeSnapshot time() {
        return gauge(
                "last_run_timestamp_seconds",
                "When the last run ended, in Unix time.",
                List.of(point(Labels.EMPTY, clock.millis() / 1000.0)));
    }

    private GaugeSnapshot result(String result) {
        return gauge(
                "last_run_result",
                "How the last run ended: complete, incomplete, cancelled, or impossible.",
                List.of(point(Labels.of("result", result), 1)));
    }

    private GaugeSnapshot gauge(String name, String help, List<GaugeDataPointSnapshot> points) {
        return new GaugeSnapshot(new MetricMetadata(PREFIX + name, help), points);
    }

    private GaugeDataPointSnapshot point(Labels labels, double value) {
        return new GaugeDataPointSnapshot(value, group.merge(labels), null);
    }

    private static Labels node(NodeName node) {
        return Labels.of("node", node.text());
    }

    private void write(MetricSnapshots metrics) {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            PrometheusTextFormatWriter.create().write(text, metrics);
            check(file);
            AtomicFile.replace(file, "rw-r-----", text::writeTo);
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            throw new UncheckedIOException("metrics: " + e.getMessage(), e);
        }
    }
}
