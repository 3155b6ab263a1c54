package io.imagesync.model;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// What a run is going to do. A dry run prints exactly this value, a real one executes it.
///
/// @param nodes every readable node that receives, in order, with what concerns it
/// @param excluded wanted-looking references that EXCLUDE leaves alone, in order
/// @param invalid names in listings that are no references, fit to be shown, each with the nodes that list it
/// @param plainText what matches a prefix only as plain text
/// @param idlePrefixes those that take no image on any node that could be read, also not as plain text
/// @param removed what is to stay away, with the nodes that have it all the same
/// @param superseded images that newer tags of their repositories have taken the place of, in order
/// @param demand what Kubernetes asks of the nodes
public record Plan(
        List<NodePlan> nodes,
        List<ImageRef> excluded,
        SortedMap<String, List<NodeName>> invalid,
        List<PlainTextMatch> plainText,
        List<String> idlePrefixes,
        List<Drift> drift,
        List<Removed> removed,
        List<ImageRef> superseded,
        Demand demand) {
    public Plan {
        idlePrefixes = List.copyOf(idlePrefixes);
        nodes = List.copyOf(nodes);
        excluded = List.copyOf(excluded);
        plainText = List.copyOf(plainText);
        drift = List.copyOf(drift);
        removed = List.copyOf(removed);
        superseded = List.copyOf(superseded);
    }

    /// Where Kubernetes was not asked.
    public Plan(
            List<NodePlan> nodes,
            List<ImageRef> excluded,
            SortedMap<String, List<NodeName>> invalid,
            List<PlainTextMatch> plainText,
            List<String> idlePrefixes,
            List<Drift> drift,
            List<Removed> removed,
            List<ImageRef> superseded) {
        this(nodes, excluded, invalid, plainText, idlePrefixes, drift, removed, superseded, Demand.NONE);
    }

    /// Where nothing was removed or superseded, and Kubernetes was not asked.
    public Plan(
            List<NodePlan> nodes,
            List<ImageRef> excluded,
            SortedMap<String, List<NodeName>> invalid,
            List<PlainTextMatch> plainText,
            List<String> idlePrefixes,
            List<Drift> drift) {
        this(nodes, excluded, invalid, plainText, idlePrefixes, drift, List.of(), List.of());
    }

    /// The same with other parts of the nodes.
    public Plan withNodes(List<NodePlan> parts) {
        return new Plan(parts, excluded, invalid, plainText, idlePrefixes, drift, removed, superseded, demand);
    }

    /// One node's part.
    ///
    /// @param matching how many references it holds that the rules want
    /// @param missing how many references that the rules want it lacks and could have
    /// @param skipped how many it lacks and is not to have: there is nothing that a pull could mend
    /// @param pulls what it lacks, and what it shall pull again, largest first
    /// @param skips what it would pull but for a reason
    public record NodePlan(NodeName node, int matching, int missing, int skipped, List<Pull> pulls, List<Skip> skips) {
        public NodePlan {
            pulls = List.copyOf(pulls);
            skips = List.copyOf(skips);
        }

        /// Whether there is nothing that concerns it.
        public boolean isIdle() {
            return pulls.isEmpty() && skips.isEmpty();
        }
    }

    /// An image that a prefix matches only as plain text: `bcm11` and `bcm111/app`.
    public record PlainTextMatch(String prefix, ImageRef example, int count) {}

    /// One tag that stands for different images on different nodes.
    ///
    /// @param ids image id to the nodes that hold it
    public record Drift(ImageRef image, Map<String, List<NodeName>> ids) {
        public Drift {
            ids = Map.copyOf(ids);
        }
    }

    /// Whether every node that receives has every wanted image: none is to come, and none is left out for a reason.
    public boolean isInStep() {
        return nodes.stream().allMatch(part -> part.isIdle() && part.missing() == 0 && part.skipped() == 0);
    }

    public List<Pull> pulls() {
        return nodes.stream().flatMap(n -> n.pulls().stream()).toList();
    }

    public List<Skip> skips() {
        return nodes.stream().flatMap(n -> n.skips().stream()).toList();
    }
}
