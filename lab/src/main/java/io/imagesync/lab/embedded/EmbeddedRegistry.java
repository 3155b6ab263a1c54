package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What the nodes pull from: references and what they stand for. All registries of the world at once, since the names
/// of the hosts are part of the references. Its [#faults()] hit every node.
public final class EmbeddedRegistry {
    private final Map<ImageRef, RegistryImage> images = new ConcurrentHashMap<>();
    private final Faults faults = new Faults();

    /// Offers an image made up from the reference itself.
    ///
    /// @param size bytes of compressed content
    public RegistryImage push(String reference, long size) {
        return push(reference, RegistryImage.of(reference, size));
    }

    /// Offers an image under a reference, and under its digest in the same repository. A tag that is there moves.
    public RegistryImage push(String reference, RegistryImage image) {
        ImageRef ref = ImageRef.of(reference);
        images.put(ref, image);
        images.put(byDigest(ref, image), image);
        return image;
    }

    /// Takes a reference away; what was pulled stays on the nodes.
    public void delete(String reference) {
        images.remove(ImageRef.of(reference));
    }

    public Optional<RegistryImage> find(ImageRef reference) {
        return Optional.ofNullable(images.get(reference));
    }

    public Faults faults() {
        return faults;
    }

    /// `repository@sha256:...` for an image that has some reference in that repository.
    static ImageRef byDigest(ImageRef reference, RegistryImage image) {
        return ImageRef.of(repository(reference) + "@" + image.digest());
    }

    /// The reference in full, without its tag or digest.
    static String repository(ImageRef reference) {
        String canonical = reference.canonical();
        int at = canonical.indexOf('@');
        return at >= 0 ? canonical.substring(0, at) : canonical.substring(0, canonical.lastIndexOf(':'));
    }
}
