package io.imagesync.model;

import java.util.List;
import java.util.Optional;

/// What a node told about itself in one go.
///
/// @param images all images of the runtime
/// @param invalid names in the listing that are no valid OCI references, made fit to be shown; they are sent nowhere
/// @param architecture of the machine as the kernel says it (`x86_64`, `aarch64`); empty when it did not say
/// @param disk the image file system; empty when it could not be read
/// @param runtime that holds the images
/// @param temporary names that a run which was killed has left, see [TemporaryName]
public record Listing(
        List<HeldImage> images,
        List<String> invalid,
        Optional<String> architecture,
        Optional<DiskUsage> disk,
        RuntimeKind runtime,
        List<String> temporary) {
    public Listing {
        images = List.copyOf(images);
        invalid = List.copyOf(invalid);
        temporary = List.copyOf(temporary);
    }

    /// Of a node on which no run has left anything.
    public Listing(
            List<HeldImage> images,
            List<String> invalid,
            Optional<String> architecture,
            Optional<DiskUsage> disk,
            RuntimeKind runtime) {
        this(images, invalid, architecture, disk, runtime, List.of());
    }

    /// The same with others in place of the images.
    public Listing withImages(List<HeldImage> others) {
        return new Listing(others, invalid, architecture, disk, runtime, temporary);
    }
}
