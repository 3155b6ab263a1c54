package io.imagesync.model;

import java.util.List;
import java.util.Optional;

/// What a node uses of its images.
///
/// @param uses one for each way in which a container names its image, and one for the image of the runtime's sandboxes
public record InUse(List<Use> uses) {
    public InUse {
        uses = List.copyOf(uses);
    }

    /// @param image as the runtime names it: a reference in full or short, one with a digest, or an id; one that is
    ///     none of these names nothing that a listing has
    /// @param by fit to be shown: `container web-7d4b9 (exited)`, `the sandboxes of the runtime`
    public record Use(String image, String by) {}

    /// Who uses an image, under whatever name; with one tag of it in use, all of it is.
    public Optional<String> by(HeldImage image) {
        return uses.stream().filter(use -> names(use.image, image)).map(Use::by).findFirst();
    }

    private static boolean names(String used, HeldImage image) {
        int scheme = used.indexOf("://"); // docker-pullable://, of cri-dockerd
        String plain = scheme < 0 ? used : used.substring(scheme + 3);
        int at = plain.indexOf('@');
        return at < 0 ? isIt(plain, image) : hasDigest(plain.substring(at + 1), image);
    }

    private static boolean isIt(String plain, HeldImage image) {
        String id = HeldImage.isBare(plain) ? "sha256:" + plain : plain;
        return id.equals(image.id())
                || ImageRef.parse(plain)
                        .map(ImageRef::completed)
                        .filter(image::isNamed)
                        .isPresent();
    }

    /// In whatever repository: a tag before the digest says nothing, and CRI-O cuts names.
    private static boolean hasDigest(String digest, HeldImage image) {
        return digest.equals(image.id())
                || image.digests().stream().anyMatch(one -> one.canonical().endsWith("@" + digest));
    }
}
