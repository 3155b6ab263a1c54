package io.imagesync.model;

import java.util.List;
import java.util.Optional;

/// What a node uses of its images.
///
/// @param uses one for each container, and one for the image of the runtime's sandboxes
public record InUse(List<Use> uses) {
    public InUse {
        uses = List.copyOf(uses);
    }

    /// @param image as the runtime names it: a reference in full or short, one with a digest, or an id
    /// @param by fit to be shown: `container web-7d4b9 (exited)`, `the sandboxes of the runtime`
    public record Use(String image, String by) {}

    /// Who uses an image, under whatever name; with one tag of it in use, all of it is.
    public Optional<String> by(HeldImage image) {
        return uses.stream().filter(use -> names(use.image, image)).map(Use::by).findFirst();
    }

    private static boolean names(String used, HeldImage image) {
        String id = HeldImage.isBare(used) ? "sha256:" + used : used;
        return id.equals(image.id())
                || ImageRef.parse(used)
                        .map(ImageRef::completed)
                        .filter(image::isNamed)
                        .isPresent();
    }
}
