package io.imagesync.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/// Values of the model in which most of what can be said is as usual.
public final class Given {
    private Given() {}

    /// Of what a node lacks, among nodes with containerd.
    public static Pull pull(NodeName node, ImageRef image, OptionalLong size) {
        return pull(node, image, size, false);
    }

    public static Pull pull(NodeName node, ImageRef image, OptionalLong size, boolean again) {
        return new Pull(node, image, size, again, RuntimeKind.CONTAINERD, RuntimeKind.CONTAINERD, Way.REGISTRY);
    }

    /// From another node, which has it.
    public static Pull relay(String node, String image, String source, long missing) {
        return pull(new NodeName(node), ImageRef.of(image), OptionalLong.of(2 * missing))
                .by(new Way.Relay(source, OptionalLong.of(missing)));
    }

    /// Of a node with containerd.
    public static Listing listing(
            List<HeldImage> images, List<String> invalid, Optional<String> architecture, Optional<DiskUsage> disk) {
        return new Listing(images, invalid, architecture, disk, RuntimeKind.CONTAINERD);
    }

    /// In which all prefixes take something.
    public static Plan plan(
            List<Plan.NodePlan> nodes,
            List<ImageRef> excluded,
            SortedMap<String, List<NodeName>> invalid,
            List<Plan.PlainTextMatch> plainText,
            List<Plan.Drift> drift) {
        return new Plan(nodes, excluded, invalid, plainText, List.of(), drift);
    }

    /// Of a node that lacks everything that is planned.
    public static Plan.NodePlan part(NodeName node, int matching, List<Pull> pulls, List<Skip> skips) {
        int undone = (int) skips.stream().filter(Skip::isUndone).count();
        return new Plan.NodePlan(node, matching, pulls.size() + undone, skips.size() - undone, pulls, skips);
    }
}
