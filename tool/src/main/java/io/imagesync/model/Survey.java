package io.imagesync.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is known of one node after it was asked.
public sealed interface Survey {
    NodeName node();

    /// Its listing was read and parsed.
    record Listed(NodeName node, Listing listing) implements Survey {}

    /// It could not be read, so the run goes on without it.
    ///
    /// @param tries that were made, the last of which failed so
    record LeftOut(NodeName node, Failure why, int tries) implements Survey {
        /// After a single try.
        public LeftOut(NodeName node, Failure why) {
            this(node, why, 1);
        }
    }

    /// Those of the readable nodes, in order.
    static List<Listed> listed(List<Survey> surveys) {
        return surveys.stream()
                .filter(Listed.class::isInstance)
                .map(Listed.class::cast)
                .toList();
    }

    /// Those of the nodes that were left out, in order.
    static List<LeftOut> leftOut(List<Survey> surveys) {
        return surveys.stream()
                .filter(LeftOut.class::isInstance)
                .map(LeftOut.class::cast)
                .toList();
    }

    /// Names in listings that are no references, in order, each with the nodes that list it.
    static SortedMap<String, List<NodeName>> invalid(List<Listed> nodes) {
        SortedMap<String, List<NodeName>> invalid = new TreeMap<>();
        for (Listed node : nodes) {
            for (String name : Set.copyOf(node.listing().invalid())) {
                invalid.computeIfAbsent(name, _ -> new ArrayList<>()).add(node.node());
            }
        }
        invalid.values().forEach(names -> names.sort(null));
        return invalid;
    }

    /// The image file systems of the readable nodes, each empty where it is not known.
    static Map<NodeName, Optional<DiskUsage>> disks(List<Survey> surveys) {
        return listed(surveys).stream().collect(Collectors.toMap(Listed::node, node -> node.listing.disk()));
    }
}
