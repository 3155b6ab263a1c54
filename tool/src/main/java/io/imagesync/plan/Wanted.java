package io.imagesync.plan;

import io.imagesync.model.Demand.Need;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.RuntimeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One wanted reference and what its holders tell about it.
final class Wanted {
    /// Of so many it is asked whether they can send an image.
    private static final int MOST_SENDERS = 8;

    private final ImageRef name;
    private final boolean listed;
    /// Null where it is wanted on all nodes.
    private final @Nullable Need limit;
    private boolean pullable;
    private final Map<RuntimeKind, Long> sizes = new EnumMap<>(RuntimeKind.class);
    private boolean architectureUnknown;
    private final Set<String> architectures = new TreeSet<>();
    private final Map<String, Content> contents = new TreeMap<>();
    private List<Content> images = List.of();
    private final List<Sender> senders = new ArrayList<>();
    private final Map<Optional<String>, List<NodeName>> best = new HashMap<>();

    /// @param digested whether it knows the registry's digest of it, which it then has on the other nodes too
    private record Sender(NodeName node, Optional<String> architecture, boolean digested) {
        boolean isFor(Optional<String> receiver) {
            return architecture.isEmpty() || receiver.isEmpty() || architecture.equals(receiver);
        }
    }

    /// Wanted on all nodes.
    ///
    /// @param listed whether IMAGES names it
    Wanted(ImageRef name, boolean listed) {
        this.name = name;
        this.listed = listed;
        this.limit = null;
    }

    /// Wanted by workloads alone, where their pods may run.
    Wanted(ImageRef name, Need need) {
        this.name = name;
        this.listed = false;
        this.limit = need.on().isPresent() ? need : null;
    }

    boolean isWantedOn(NodeName node) {
        return limit == null || limit.isOn(node);
    }

    /// It can send the image that it was told to hold.
    void sentBy(NodeName node, Listing listing, HeldImage image) {
        senders.add(
                new Sender(node, listing.architecture(), !image.digestsOf(name).isEmpty()));
    }

    /// Who can send it to nodes of an architecture, the best first; nobody where the name stands for different images.
    List<NodeName> senders(Optional<String> architecture) {
        return best.computeIfAbsent(
                architecture,
                receiver -> drifts()
                        ? List.of()
                        : senders.stream()
                                .filter(sender -> sender.isFor(receiver))
                                .sorted(Comparator.comparing((Sender sender) -> !sender.digested)
                                        .thenComparing(sender -> sender.architecture.isEmpty())
                                        .thenComparing(Sender::node))
                                .map(Sender::node)
                                .limit(MOST_SENDERS)
                                .toList());
    }

    boolean isHeld() {
        return !contents.isEmpty();
    }

    void heldBy(NodeName node, Listing listing, HeldImage image) {
        pullable |= !image.digestsOf(name).isEmpty();
        image.size().ifPresent(size -> sizes.merge(listing.runtime(), size, Math::max));
        architectureUnknown |= listing.architecture().isEmpty();
        listing.architecture().ifPresent(architectures::add);
        contents.computeIfAbsent(image.id(), _ -> new Content(image.id())).heldBy(node, listing, image.digestsOf(name));
        images = List.of();
    }

    ImageRef name() {
        return name;
    }

    /// Whose size means most to a node: that of its own kind, else of one that counts alike, else whoever tells one.
    RuntimeKind tellsSize(RuntimeKind receiver) {
        return sizes.containsKey(receiver)
                ? receiver
                : sizes.keySet().stream()
                        .min(Comparator.comparing(kind -> !kind.countsLike(receiver)))
                        .orElse(receiver);
    }

    /// The largest that such a runtime tells.
    OptionalLong size(RuntimeKind told) {
        Long size = sizes.get(told);
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /// Tagged or loaded on its holders by hand: none has a digest of the name's own repository, so its registry is not
    /// known to have it.
    boolean loadedByHand() {
        return !name.hasRegistry() || (!listed && !pullable && isHeld());
    }

    /// Whether a holder knows the registry that has it.
    boolean isPullable() {
        return pullable;
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

    /// Of each image that differs from another: its id, or one of its ids, to its holders.
    Map<String, List<NodeName>> nodesById() {
        return images().stream()
                .filter(one -> images().stream().anyMatch(one::differsFrom))
                .collect(Collectors.toMap(one -> one.id, one -> List.copyOf(one.nodes)));
    }

    /// Whether as many nodes hold it, and all the same image.
    boolean isAlikeOn(int nodes) {
        return images().size() == 1 && images().getFirst().nodes.size() == nodes;
    }

    /// What a node has of it.
    ///
    /// @param held ids and digests of all images that the node holds
    Matrix.Cell cell(NodeName node, Set<String> held) {
        for (Content content : images()) {
            if (content.nodes.contains(node)) {
                return content.differsFrom(usual()) ? Matrix.Cell.DRIFT : Matrix.Cell.PRESENT;
            }
        }
        if (!isWantedOn(node)) {
            return Matrix.Cell.NOT_WANTED;
        }
        boolean isHeld = !Collections.disjoint(contents.keySet(), held)
                || contents.values().stream()
                        .anyMatch(content ->
                                content.digests.stream().anyMatch(digest -> held.contains(digest.canonical())));
        return isHeld ? Matrix.Cell.BY_DIGEST : Matrix.Cell.MISSING;
    }

    /// What most nodes have under the name; of equals the one with the smallest id.
    private Content usual() {
        return images().stream()
                .reduce((one, other) -> other.nodes.size() > one.nodes.size() ? other : one)
                .orElseThrow();
    }

    /// Whether the name is known to stand for different images.
    boolean drifts() {
        return images().stream().anyMatch(one -> images().stream().anyMatch(one::differsFrom));
    }

    /// What is held under the name, those with a common digest as one: ids are made in another way by each kind of
    /// runtime, and for each platform.
    private List<Content> images() {
        if (images.isEmpty()) {
            List<Content> merged = new ArrayList<>();
            for (Content content : contents.values()) {
                Content all = new Content(content.id);
                all.add(content);
                merged.stream().filter(all::sharesDigest).toList().forEach(same -> {
                    merged.remove(same);
                    all.add(same);
                });
                merged.add(all);
            }
            merged.sort(Comparator.comparing(content -> content.id));
            images = merged;
        }
        return images;
    }

    /// What one image id stands for, or several that are the same image.
    private static final class Content {
        private String id;
        private final Set<NodeName> nodes = new TreeSet<>();
        /// Within one of them ids can be compared: an architecture and a kind of runtime.
        private final Set<String> kinds = new TreeSet<>();
        private final Set<ImageRef> digests = new TreeSet<>();

        Content(String id) {
            this.id = id;
        }

        void heldBy(NodeName node, Listing listing, List<ImageRef> ofItsRepository) {
            nodes.add(node);
            listing.architecture().ifPresent(architecture -> kinds.add(architecture + " " + listing.runtime()));
            digests.addAll(ofItsRepository);
        }

        void add(Content same) {
            id = id.compareTo(same.id) <= 0 ? id : same.id;
            nodes.addAll(same.nodes);
            kinds.addAll(same.kinds);
            digests.addAll(same.digests);
        }

        boolean sharesDigest(Content other) {
            return !Collections.disjoint(digests, other.digests);
        }

        /// Whether they are known to be different. Where ids cannot be compared the digests tell, if both have one.
        boolean differsFrom(Content other) {
            boolean told = !digests.isEmpty() && !other.digests.isEmpty();
            return other != this && !sharesDigest(other) && (told || !Collections.disjoint(kinds, other.kinds));
        }
    }
}
