package io.imagesync.report;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.Listing;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How nodes were found in a run, and what they lack after it.
///
/// @param limit that pulls may fill a disk to
record NodeMetrics(Gauges gauges, DiskLimit limit) {
    List<MetricSnapshot> of(RunReport report) {
        return Stream.of(images(report), disks(report)).flatMap(List::stream).toList();
    }

    private List<MetricSnapshot> images(RunReport report) {
        List<Plan.NodePlan> parts = report.plan().nodes();
        return List.of(
                gauges.gauge(
                        "node_up",
                        "Whether the node could be read in the last run.",
                        report.surveys().stream()
                                .map(survey -> gauges.point(
                                        Gauges.node(survey.node()), survey instanceof Survey.Listed ? 1 : 0))
                                .toList()),
                gauges.gauge(
                        "images_missing",
                        "Wanted images that the node could have but still lacked after the last run.",
                        gauges.points(report.missing())),
                gauges.gauge(
                        "images_skipped",
                        "Wanted images that the node lacked and that no pull could or should bring.",
                        parts.stream()
                                .map(part -> gauges.point(Gauges.node(part.node()), part.skipped()))
                                .toList()),
                gauges.gauge(
                        "skips",
                        "Images that the node lacked and that were left alone, by reason.",
                        parts.stream().flatMap(this::skips).toList()),
                gauges.single(
                        "images_drifting",
                        "Images whose tag stands for different content on different nodes.",
                        report.plan().drift().size()),
                gauges.gauge(
                        "images_pinned",
                        "Images that are pinned on the node, so that its kubelet keeps them.",
                        listed(
                                report,
                                listing -> OptionalDouble.of((double) listing.images().stream()
                                        .filter(HeldImage::pinned)
                                        .count()))));
    }

    private List<MetricSnapshot> disks(RunReport report) {
        return List.of(
                gauges.gauge(
                        "disk_used_bytes",
                        "Used bytes of the node's image file system before the pulls of the last run.",
                        disks(report, DiskUsage::used)),
                gauges.gauge(
                        "disk_size_bytes",
                        "Size of the node's image file" + " system.",
                        disks(report, DiskUsage::capacity)),
                gauges.gauge(
                        "disk_limit_bytes",
                        "Bytes up to which pulls may fill the node's image file system.",
                        limit.percent() == 0
                                ? List.of()
                                : disks(report, disk -> disk.capacity() / 100.0 * limit.percent())));
    }

    private Stream<GaugeDataPointSnapshot> skips(Plan.NodePlan part) {
        Map<Skip.Reason, Long> counts =
                part.skips().stream().collect(Collectors.groupingBy(Skip::reason, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> gauges.point(
                        Labels.of(
                                "node",
                                part.node().text(),
                                "reason",
                                entry.getKey().name().toLowerCase(Locale.ROOT)),
                        entry.getValue()));
    }

    /// A figure of each readable node of which it is known.
    private List<GaugeDataPointSnapshot> listed(RunReport report, Function<Listing, OptionalDouble> figure) {
        return Survey.listed(report.surveys()).stream()
                .flatMap(one -> figure.apply(one.listing()).stream()
                        .mapToObj(value -> gauges.point(Gauges.node(one.node()), value)))
                .toList();
    }

    private List<GaugeDataPointSnapshot> disks(RunReport report, ToDoubleFunction<DiskUsage> figure) {
        return listed(
                report, listing -> listing.disk().stream().mapToDouble(figure).findFirst());
    }
}
