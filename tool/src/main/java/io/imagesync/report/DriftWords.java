package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.Plan.Drift;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Which nodes have which image under one tag, in one line.
final class DriftWords {
    /// As container tools shorten an id.
    private static final int SHORT = 12;

    private static final Comparator<Map.Entry<String, List<NodeName>>> MOST_FIRST = Comparator.comparingInt(
                    (Map.Entry<String, List<NodeName>> id) -> -id.getValue().size())
            .thenComparing(Map.Entry::getKey);

    private DriftWords() {}

    /// What most nodes have comes first.
    static String of(Drift drift) {
        return drift.image() + " is " + drift.ids().size() + " different images: "
                + drift.ids().entrySet().stream()
                        .sorted(MOST_FIRST)
                        .map(id -> shortened(id.getKey()) + " on " + NodeNames.folded(id.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String shortened(String id) {
        String hash = id.substring(id.indexOf(':') + 1);
        return hash.length() <= SHORT ? hash : hash.substring(0, SHORT);
    }
}
