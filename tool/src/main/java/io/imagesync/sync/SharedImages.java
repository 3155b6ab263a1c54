package io.imagesync.sync;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps once in memory what many nodes hold alike: a fleet needs as much as its nodes differ.
final class SharedImages {
    private final Map<Spelled, HeldImage> known = new ConcurrentHashMap<>();

    Listing shared(Listing listing) {
        return listing.withImages(listing.images().stream().map(this::shared).toList());
    }

    private HeldImage shared(HeldImage image) {
        return Objects.requireNonNullElse(known.putIfAbsent(Spelled.of(image), image), image);
    }

    /// Equal only for images with the same names in the same spelling.
    private record Spelled(String id, OptionalLong size, List<String> tags, List<String> digests) {
        static Spelled of(HeldImage image) {
            return new Spelled(image.id(), image.size(), texts(image.tags()), texts(image.digests()));
        }

        private static List<String> texts(List<ImageRef> references) {
            return references.stream().map(ImageRef::toString).toList();
        }
    }
}
