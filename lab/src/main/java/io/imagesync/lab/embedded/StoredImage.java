package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.util.ArrayList;
import java.util.List;

/// An image in a node's store. Names are texts, not references: a store may hold what no grammar allows.
///
/// @param id the digest of its configuration
/// @param tags names with a tag
/// @param digests names with a digest
/// @param size bytes, as this runtime counts
public record StoredImage(String id, List<String> tags, List<String> digests, long size, boolean pinned) {
    public StoredImage {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }

    /// An image that a runtime pulled by that reference.
    ///
    /// @param id for the node's platform
    static StoredImage pulled(ImageRef reference, RegistryImage image, String id, Profile profile) {
        List<String> tags = reference.isDigested() ? List.of() : List.of(reference.canonical());
        String digest = EmbeddedRegistry.byDigest(reference, image).canonical();
        return new StoredImage(id, tags, List.of(digest), profile.sizeOf(image), false);
    }

    /// An image that somebody loaded by hand: no registry is known to have it.
    public static StoredImage loaded(String tag, long size) {
        return new StoredImage(RegistryImage.sha256("loaded " + tag), List.of(tag), List.of(), size, false);
    }

    /// The same image with one more tag.
    public StoredImage alsoTagged(String tag) {
        List<String> more = new ArrayList<>(tags);
        more.add(tag);
        return new StoredImage(id, more, digests, size, pinned);
    }

    StoredImage without(List<String> lostTags) {
        List<String> left = tags.stream().filter(t -> !lostTags.contains(t)).toList();
        return new StoredImage(id, left, digests, size, pinned);
    }

    StoredImage mergedWith(StoredImage newer) {
        return new StoredImage(
                id, union(tags, newer.tags), union(digests, newer.digests), newer.size, pinned || newer.pinned);
    }

    boolean isNamed(String name) {
        return tags.contains(name) || digests.contains(name);
    }

    private static List<String> union(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        other.stream().filter(s -> !one.contains(s)).forEach(all::add);
        return all;
    }
}
