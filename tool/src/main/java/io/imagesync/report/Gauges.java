package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;
import java.util.Map;

/// Makes gauges of figures.
///
/// @param group that each has as a label; empty where there is none
record Gauges(Labels group) {
    static final String PREFIX = "image_sync_";

    GaugeSnapshot single(String name, String help, double value) {
        return gauge(name, help, List.of(point(Labels.EMPTY, value)));
    }

    GaugeSnapshot gauge(String name, String help, List<GaugeDataPointSnapshot> points) {
        return new GaugeSnapshot(new MetricMetadata(PREFIX + name, help), points);
    }

    GaugeDataPointSnapshot point(Labels labels, double value) {
        return new GaugeDataPointSnapshot(value, group.merge(labels), null);
    }

    static Labels node(NodeName node) {
        return Labels.of("node", node.text());
    }

    List<GaugeDataPointSnapshot> points(Map<NodeName, ? extends Number> values) {
        return values.entrySet().stream()
                .map(entry -> point(node(entry.getKey()), entry.getValue().doubleValue()))
                .toList();
    }
}
