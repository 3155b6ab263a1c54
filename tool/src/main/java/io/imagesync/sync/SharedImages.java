package io.imagesync.sync;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps once in memory what many nodes hold alike: a fleet needs as much as its nodes differ.
final class SharedImages {
    private final Map<List<Object>, HeldImage> known = new ConcurrentHashMap<>();

    Listing shared(Listing listing) {
        return listing.withImages(listing.images().stream().map(this::shared).toList());
    }

    private HeldImage shared(HeldImage image) {
        return Objects.requireNonNullElse(known.putIfAbsent(spelled(image), image), image);
    }

    /// Equal only for images with the same names in the same spelling.
    private static List<Object> spelled(HeldImage image) {
        return List.of(image.id(), image.size(), image.pinned(), texts(image.tags()), texts(image.digests()));
    }

    private static List<String> texts(List<ImageRef> references) {
        return references.stream().map(ImageRef::toString).toList();
    }
}
