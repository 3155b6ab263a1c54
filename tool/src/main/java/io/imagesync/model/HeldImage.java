package io.imagesync.model;

import java.util.List;
import java.util.OptionalLong;

/// One image that a node's runtime holds, from CRI's `Image` message.
///
/// @param id the digest of the image's configuration: equal ids are equal content on one platform
/// @param tags references with a tag; empty when the image is held by digest alone
/// @param digests references with a digest (`repoDigests`); empty when it was loaded by hand, so that no registry is
///     known to have it
/// @param size bytes: compressed content on containerd, unpacked on CRI-O; empty when the runtime did not say
public record HeldImage(String id, List<ImageRef> tags, List<ImageRef> digests, OptionalLong size) {
    public HeldImage {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }

    /// Whether it goes by that reference.
    public boolean isNamed(ImageRef reference) {
        return tags.contains(reference) || digests.contains(reference);
    }
}
