package io.imagesync.model;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One image that a node's runtime holds, from CRI's `Image` message.
///
/// @param id the digest of the image's configuration, with `sha256:` also where the runtime leaves that out (CRI-O):
///     equal ids are equal content on one platform
/// @param tags references with a tag, written out in full; empty when the image is held by digest alone
/// @param digests references with a digest (`repoDigests`), written out in full; empty when it was loaded by hand, or
///     pulled by containerd's `ctr`, so that no registry is known to have it
/// @param size bytes: compressed content on containerd, unpacked on CRI-O; empty when the runtime did not say
/// @param pinned whether the runtime says that the kubelet lets it stay
public record HeldImage(String id, List<ImageRef> tags, List<ImageRef> digests, OptionalLong size, boolean pinned) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public HeldImage {
        id = isBare(id) ? "sha256:" + id : id;
        tags = tags.stream().map(ImageRef::completed).toList();
        digests = digests.stream().map(ImageRef::completed).toList();
    }

    /// One that is not pinned.
    public HeldImage(String id, List<ImageRef> tags, List<ImageRef> digests, OptionalLong size) {
        this(id, tags, digests, size, false);
    }

    /// Whether the id is a digest of which the algorithm is left out.
    public static boolean isBare(String id) {
        return HASH.matcher(id).matches();
    }

    /// Those of its digests that are of the reference's own repository: what its registry is known to have. A content
    /// that has another repository's tag too has that one's digests beside it.
    public List<ImageRef> digestsOf(ImageRef reference) {
        String repository = reference.name() + "@";
        return digests.stream()
                .filter(digest -> digest.canonical().startsWith(repository))
                .toList();
    }

    /// All references that it goes by.
    public Stream<ImageRef> names() {
        return Stream.concat(tags.stream(), digests.stream());
    }

    /// Whether it goes by that reference.
    public boolean isNamed(ImageRef reference) {
        return tags.contains(reference) || digests.contains(reference);
    }
}
