package io.imagesync.report;

import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.DiskLimit;
import io.imagesync.model.EventListener;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Sizes;
import io.imagesync.model.SyncEvent;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// METRICS_FILE: what the last run came to, for the textfile collector of the Prometheus node exporter. All are gauges
/// about the last run, since a run has no memory of the sums before it.
public final class Metrics implements EventListener {
    private static final String BEGINNING = "# HELP " + Gauges.PREFIX;

    private final Path file;
    private final InstantSource clock;
    private final Gauges gauges;
    private final DiskLimit limit;
    private final Supplier<Optional<Instant>> since;
    private final IntSupplier tombstones;

    /// @param group whose run it is: every metric then has it as a label, so that groups can share a node exporter
    /// @param limit that pulls may fill a disk to
    /// @param since when runs come to the same, asked for at the end; nothing where there is no history
    /// @param tombstones how many images are to stay away, asked for at the end
    public Metrics(
            Path file,
            InstantSource clock,
            Optional<String> group,
            DiskLimit limit,
            Supplier<Optional<Instant>> since,
            IntSupplier tombstones) {
        this.file = file;
        this.clock = clock;
        this.limit = limit;
        this.since = since;
        this.tombstones = tombstones;
        this.gauges = new Gauges(group.map(name -> Labels.of("group", name)).orElse(Labels.EMPTY));
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
            List<MetricSnapshot> all = new ArrayList<>(run(RunResult.word(report), report.complete()));
            all.addAll(new NodeMetrics(gauges, limit).of(report));
            all.addAll(ofPulls(report));
            if (report.plan().demand().byWorkloads()) {
                all.addAll(ofWorkloads(report));
            }
            write(new MetricSnapshots(all));
        } else if (event instanceof SyncEvent.Impossible) {
            write(new MetricSnapshots(run(RunResult.IMPOSSIBLE, false)));
        }
    }

    /// Of every run, whatever became of it.
    private List<MetricSnapshot> run(String result, boolean complete) {
        List<MetricSnapshot> all = new ArrayList<>(List.of(
                gauges.single(
                        "last_run_timestamp_seconds",
                        "When the last run ended, in Unix time.",
                        clock.millis() / 1000.0),
                gauges.gauge(
                        "last_run_result",
                        "How the last run ended: complete, incomplete, cancelled, or impossible.",
                        List.of(gauges.point(Labels.of("result", result), 1))),
                gauges.single("last_run_complete", "Whether the last run was complete.", complete ? 1 : 0),
                gauges.single("tombstones", "Removed images that are kept away.", tombstones.getAsInt())));
        since.get()
                .ifPresent(when -> all.add(gauges.single(
                        "result_changed_timestamp_seconds",
                        "End of the first run since the result last changed (complete or not), in Unix time.",
                        when.toEpochMilli() / 1000.0)));
        return all;
    }

    private List<MetricSnapshot> ofPulls(RunReport report) {
        return List.of(
                gauges.single(
                        "last_run_duration_seconds",
                        "How long the last run took.",
                        report.took().toMillis() / 1000.0),
                gauges.gauge("pulls", "Pulls of the last run, by how they ended.", pulls(report)),
                gauges.gauge(
                        "pulled_bytes",
                        "Sizes of the images that the node pulled in the last run, as runtimes report them.",
                        gauges.points(bytesPulled(report))),
                gauges.gauge(
                        "relays",
                        "Images that came to the node through this host in the last run.",
                        gauges.points(relays(report, _ -> 1))),
                gauges.gauge(
                        "relayed_bytes",
                        "Bytes of relayed images that the node lacked.",
                        gauges.points(relays(report, pull -> pull.missing().orElse(0)))));
    }

    private List<MetricSnapshot> ofWorkloads(RunReport report) {
        return List.of(
                gauges.single(
                        "pods_waiting",
                        "Pods that waited for an image when the last run was planned.",
                        report.plan().demand().waiting().size()),
                gauges.single(
                        "images_on_no_node",
                        "Images that a workload needs and that no node had at the end.",
                        DemandWords.onNoNode(report).size()));
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

    private List<GaugeDataPointSnapshot> pulls(RunReport report) {
        Map<Labels, Long> counts = report.outcomes().stream()
                .collect(Collectors.groupingBy(Metrics::nodeAndResult, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> gauges.point(entry.getKey(), entry.getValue()))
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
