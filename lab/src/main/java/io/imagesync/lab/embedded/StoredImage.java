package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// An image in a node's store. Names are texts, not references: a store may hold what no grammar allows.
///
/// @param id the digest of its configuration
/// @param tags names with a tag
/// @param digests names with a digest
/// @param size bytes, as this runtime counts
/// @param content what it consists of; nothing where nobody asks
public record StoredImage(
        String id,
        List<String> tags,
        List<String> digests,
        long size,
        boolean pinned,
        Optional<RegistryImage> content) {
    public StoredImage {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }

    /// An image that is listed and consists of nothing.
    public StoredImage(String id, List<String> tags, List<String> digests, long size, boolean pinned) {
        this(id, tags, digests, size, pinned, Optional.empty());
    }

    /// An image that a runtime pulled by that reference.
    ///
    /// @param id for the node's platform
    static StoredImage pulled(ImageRef reference, RegistryImage image, String id, Profile profile) {
        List<String> tags = reference.isDigested() ? List.of() : List.of(reference.canonical());
        String digest = EmbeddedRegistry.byDigest(reference, image).canonical();
        return new StoredImage(id, tags, List.of(digest), profile.sizeOf(image), false, Optional.of(image));
    }

    /// An image for x86_64 that somebody loaded by hand: no registry is known to have it.
    public static StoredImage loaded(String tag, long size) {
        return loaded(tag, RegistryImage.of("loaded " + tag, size));
    }

    /// The same of some other image, for x86_64 or the only machine that it exists for.
    public static StoredImage loaded(String tag, RegistryImage image) {
        String other = image.ids().values().iterator().next();
        String id = image.ids().getOrDefault("x86_64", other);
        return new StoredImage(id, List.of(tag), List.of(), image.size(), false, Optional.of(image));
    }

    /// The same image with one more tag.
    public StoredImage alsoTagged(String tag) {
        List<String> more = new ArrayList<>(tags);
        more.add(tag);
        return new StoredImage(id, more, digests, size, pinned, content);
    }

    StoredImage without(List<String> lostNames) {
        List<String> tagsLeft =
                tags.stream().filter(t -> !lostNames.contains(t)).toList();
        List<String> digestsLeft =
                digests.stream().filter(d -> !lostNames.contains(d)).toList();
        return new StoredImage(id, tagsLeft, digestsLeft, size, pinned, content);
    }

    StoredImage mergedWith(StoredImage newer) {
        return new StoredImage(
                id,
                union(tags, newer.tags),
                union(digests, newer.digests),
                newer.size,
                pinned || newer.pinned,
                content.or(() -> newer.content));
    }

    StoredImage nowPinned(boolean pin) {
        return new StoredImage(id, tags, digests, size, pin, content);
    }

    boolean isNamed(String name) {
        return tags.contains(name) || digests.contains(name);
    }

    /// All that containerd knows it by: its id too.
    List<String> names() {
        return Stream.of(tags, digests, List.of(id)).flatMap(List::stream).toList();
    }

    private static List<String> union(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        other.stream().filter(s -> !one.contains(s)).forEach(all::add);
        return all;
    }
}
