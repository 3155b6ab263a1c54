package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The images of one node, in memory. Safe for use by several threads.
///
/// It behaves as runtimes do: one image can have many tags, a tag belongs to one image, and one that moves leaves its
/// former image there without it.
public final class ImageStore {
    private final Map<String, StoredImage> byId = new LinkedHashMap<>();

    /// Adds an image, or more names of one that is there.
    public synchronized ImageStore add(StoredImage image) {
        byId.replaceAll((id, held) -> id.equals(image.id()) ? held : held.without(image.tags()));
        byId.merge(image.id(), image, StoredImage::mergedWith);
        return this;
    }

    /// Removes the image that has that name, with all its names, as `crictl rmi` does.
    public synchronized ImageStore remove(String reference) {
        find(reference).ifPresent(image -> byId.remove(image.id()));
        return this;
    }

    public synchronized List<StoredImage> images() {
        return List.copyOf(byId.values());
    }

    /// The image with that tag or digest, however its reference is spelled.
    public synchronized Optional<StoredImage> find(String reference) {
        String canonical = ImageRef.parse(reference).map(ImageRef::canonical).orElse(reference);
        return byId.values().stream()
                .filter(image -> image.isNamed(reference) || image.isNamed(canonical))
                .findFirst();
    }

    public boolean holds(String reference) {
        return find(reference).isPresent();
    }
}
