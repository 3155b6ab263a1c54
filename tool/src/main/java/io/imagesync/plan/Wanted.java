package io.imagesync.plan;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One wanted reference and what its holders tell about it.
final class Wanted {
    private ImageRef name;
    private final boolean listed;
    private boolean pullable;
    private long size;
    private boolean architectureUnknown;
    private final Set<String> architectures = new TreeSet<>();
    private final Map<String, Set<NodeName>> nodesById = new TreeMap<>();

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
        nodesById.computeIfAbsent(image.id(), _ -> new TreeSet<>()).add(node);
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
    Map<String, Set<NodeName>> nodesById() {
        return nodesById;
    }

    /// Different ids are no drift when they belong to different architectures.
    boolean drifts() {
        return nodesById.size() > Math.max(1, architectures.size());
    }
}
