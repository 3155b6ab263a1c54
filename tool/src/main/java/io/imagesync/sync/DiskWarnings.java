package io.imagesync.sync;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What somebody should know of the disks of nodes that lack something.
final class DiskWarnings {
    /// From there on the kubelet deletes unused images, unless it is configured otherwise
    /// (`imageGCHighThresholdPercent` of KubeletConfiguration v1beta1).
    private static final int KUBELET_DELETES = 85;

    /// It then deletes until no more than that is used (`imageGCLowThresholdPercent`).
    private static final int KUBELET_STOPS = 80;

    private DiskWarnings() {}

    /// One line a node at most; none without a limit.
    static List<String> of(Plan plan, List<Survey> surveys, DiskLimit limit) {
        if (limit.percent() == 0) {
            return List.of();
        }
        Map<NodeName, Optional<DiskUsage>> disks = Survey.disks(surveys);
        return plan.nodes().stream()
                .flatMap(part -> of(part, disks.getOrDefault(part.node(), Optional.empty()), limit))
                .toList();
    }

    private static Stream<String> of(NodePlan part, Optional<DiskUsage> disk, DiskLimit limit) {
        if (part.isIdle()) {
            return Stream.empty();
        }
        if (disk.isPresent() && disk.get().percent() > limit.percent()) {
            return Stream.of(full(part.node(), disk.get(), limit));
        }
        boolean sized = part.pulls().stream().allMatch(pull -> pull.size().isPresent());
        return part.pulls().isEmpty() || (disk.isPresent() && sized)
                ? Stream.empty()
                : Stream.of("DISK_LIMIT cannot be held on " + part.node() + ": "
                        + (disk.isPresent()
                                ? "the size of an image is not known"
                                : "the usage of the image file system is not known"));
    }

    private static String full(NodeName node, DiskUsage disk, DiskLimit limit) {
        String kubelet = disk.percent() >= KUBELET_DELETES
                ? "the kubelet deletes unused images by default, down to " + KUBELET_STOPS + "%"
                : "from " + KUBELET_DELETES + "% on the kubelet deletes unused images by default";
        return "Disk of " + node + ": " + disk.percent() + "% of " + disk.mountPoint() + " is used, DISK_LIMIT is "
                + limit.percent() + "%; " + kubelet + "; free space on the node, or make its disk larger";
    }
}
