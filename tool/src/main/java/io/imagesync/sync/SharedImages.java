package io.imagesync.sync;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keeps once in memory what many nodes hold alike: a fleet needs as much as its nodes differ.
final class SharedImages {
    private final Map<String, HeldImage> known = new ConcurrentHashMap<>();

    Listing shared(Listing listing) {
        return new Listing(
                listing.images().stream().map(this::shared).toList(),
                listing.invalid(),
                listing.architecture(),
                listing.disk());
    }

    private HeldImage shared(HeldImage image) {
        return Objects.requireNonNullElse(known.putIfAbsent(key(image), image), image);
    }

    /// Equal only for images with the same names in the same spelling.
    private static String key(HeldImage image) {
        return Stream.concat(
                        Stream.of(
                                image.id(),
                                image.size().toString(),
                                image.tags().size() + ""),
                        Stream.concat(image.tags().stream(), image.digests().stream())
                                .map(ImageRef::toString))
                .collect(Collectors.joining("\n"));
    }
}
