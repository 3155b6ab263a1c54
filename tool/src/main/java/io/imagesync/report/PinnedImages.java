package io.imagesync.report;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Survey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Images that the kubelet lets stay, as the runtimes say: by whom they are pinned these do not tell.
record PinnedImages(Map<NodeName, Set<ImageRef>> names) {
    static PinnedImages of(List<Survey> surveys) {
        Map<NodeName, Set<ImageRef>> names = new HashMap<>();
        for (Survey.Listed node : Survey.listed(surveys)) {
            names.put(
                    node.node(),
                    node.listing().images().stream()
                            .filter(HeldImage::pinned)
                            .flatMap(HeldImage::names)
                            .collect(Collectors.toSet()));
        }
        return new PinnedImages(names);
    }

    boolean on(NodeName node, ImageRef image) {
        return names.getOrDefault(node, Set.of()).contains(image);
    }

    /// How many of the wanted images are pinned there.
    long count(NodeName node, Matrix matrix) {
        return matrix.rows().stream().filter(row -> on(node, row.image())).count();
    }

    /// Where an image is pinned, in order.
    List<NodeName> nodes(Matrix matrix, ImageRef image) {
        return matrix.nodes().stream().filter(node -> on(node, image)).toList();
    }

    /// Whether any wanted image is pinned anywhere.
    boolean isAny(Matrix matrix) {
        return matrix.nodes().stream().anyMatch(node -> count(node, matrix) > 0);
    }
}
