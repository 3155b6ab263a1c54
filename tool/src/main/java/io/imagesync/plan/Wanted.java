package io.imagesync.plan;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// One wanted reference and what its holders tell about it.
final class Wanted {
    private final ImageRef name;
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

    void heldBy(NodeName node, Listing listing, HeldImage image) {
        pullable |= !image.digestsOf(name).isEmpty();
        size = Math.max(size, image.size().orElse(0));
        architectureUnknown |= listing.architecture().isEmpty();
        listing.architecture().ifPresent(architectures::add);
        contents.computeIfAbsent(image.id(), _ -> new Content()).heldBy(node, listing, image);
    }

    ImageRef name() {
        return name;
    }

    OptionalLong size() {
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /// Tagged or loaded on its holders by hand: none has a digest of the name's own repository, so its registry is not
    /// known to have it.
    boolean loadedByHand() {
        return !name.hasRegistry() || (!listed && !pullable);
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
