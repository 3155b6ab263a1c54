package io.imagesync.plan;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// One wanted reference and what its holders tell about it.
final class Wanted {
    private ImageRef name;
    private final boolean listed;
    private boolean pullable;
    private long size;
    private boolean architectureUnknown;
    private final Set<String> architectures = new TreeSet<>();
    private final Map<String, Content> contents = new TreeMap<>();

    /// @param listed whether IMAGES names it
    Wanted(ImageRef name, boolean listed) {
        this.name = name;
        this.listed = listed;
    }

    void heldBy(NodeName node, Listing listing, HeldImage image, ImageRef spelling) {
        name = listed ? name : smaller(name, spelling);
        pullable |= !image.digests().isEmpty();
        size = Math.max(size, image.size().orElse(0));
        architectureUnknown |= listing.architecture().isEmpty();
        listing.architecture().ifPresent(architectures::add);
        contents.computeIfAbsent(image.id(), _ -> new Content()).heldBy(node, listing, image);
    }

    /// Two nodes may spell one reference differently; which spelling is used must not depend on their order.
    private static ImageRef smaller(ImageRef one, ImageRef other) {
        return Comparator.comparing(ImageRef::toString).compare(one, other) <= 0 ? one : other;
    }

    ImageRef name() {
        return name;
    }

    OptionalLong size() {
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /// Loaded into its holders by hand: none knows a registry's digest for it, so no registry is known to have it.
    boolean loadedByHand() {
        return !listed && !pullable;
    }

    /// Whether it is only known to exist for other architectures than this one.
    boolean onlyForOthers(Listing receiver) {
        return !listed
                && !architectureUnknown
                && receiver.architecture()
                        .filter(a -> !architectures.contains(a))
                        .isPresent();
    }

    String architectures() {
        return String.join(", ", architectures);
    }

    /// Image id to its holders.
    Map<String, List<NodeName>> nodesById() {
        return contents.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> List.copyOf(e.getValue().nodes)));
    }

    /// Whether as many nodes hold it, and all the same image.
    boolean isAlikeOn(int nodes) {
        return contents.size() == 1 && contents.values().stream().allMatch(content -> content.nodes.size() == nodes);
    }

    /// What a node has of it.
    ///
    /// @param ids of all images that the node holds
    Matrix.Cell cell(NodeName node, Set<String> ids) {
        for (Content content : contents.values()) {
            if (content.nodes.contains(node)) {
                return content.differsFrom(usual()) ? Matrix.Cell.DRIFT : Matrix.Cell.PRESENT;
            }
        }
        return Collections.disjoint(contents.keySet(), ids) ? Matrix.Cell.MISSING : Matrix.Cell.BY_DIGEST;
    }

    /// What most nodes have under the name; of equals the one with the smallest id.
    private Content usual() {
        return contents.values().stream()
                .reduce((one, other) -> other.nodes.size() > one.nodes.size() ? other : one)
                .orElseThrow();
    }

    /// Whether the name stands for different images.
    boolean drifts() {
        return contents.values().stream()
                .anyMatch(one -> contents.values().stream().anyMatch(one::differsFrom));
    }

    /// What one image id stands for.
    private static final class Content {
        private final Set<NodeName> nodes = new TreeSet<>();
        private final Set<String> architectures = new TreeSet<>();
        private final Set<ImageRef> digests = new TreeSet<>();

        void heldBy(NodeName node, Listing listing, HeldImage image) {
            nodes.add(node);
            listing.architecture().ifPresent(architectures::add);
            digests.addAll(image.digests());
        }

        /// Within one architecture different ids are different images. Across architectures they always differ, and
        /// the registry's digest of the index tells.
        boolean differsFrom(Content other) {
            if (other == this) {
                return false;
            }
            boolean told = !digests.isEmpty() && !other.digests.isEmpty();
            return !Collections.disjoint(architectures, other.architectures)
                    || (told && Collections.disjoint(digests, other.digests));
        }
    }
}
