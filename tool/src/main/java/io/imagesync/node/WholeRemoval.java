package io.imagesync.node;

import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.NodeFailure.NotRemoved.Obstacle;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Removing where the runtime takes all names of an image away at once: by crictl, and by CRI where it is no
/// containerd.
final class WholeRemoval {
    private static final String SHA256 = "sha256:";
    private static final int SHOWN = 5;

    private WholeRemoval() {}

    /// Obstacle an image has to stay.
    ///
    /// @param wanted what was listed under the name when it was decided
    /// @param there what has that name now
    static Optional<Failure> refused(ImageRef name, HeldImage wanted, HeldImage there) {
        List<ImageRef> others = there.names()
                .filter(other -> !other.equals(name))
                .filter(other -> !other.isDigested() || !other.name().equals(name.name()))
                .toList();
        if (!there.id().equals(wanted.id())) {
            return refused(Obstacle.OTHER_IMAGE, name.canonical());
        }
        if (there.pinned()) {
            return refused(Obstacle.PINNED, name.canonical());
        }
        return others.isEmpty() ? Optional.empty() : refused(Obstacle.OTHER_NAMES, text(others));
    }

    static Optional<Failure> refused(Obstacle obstacle, String detail) {
        return Optional.of(new NotRemoved(obstacle, detail));
    }

    private static String text(List<ImageRef> names) {
        String some = names.stream().limit(SHOWN).map(ImageRef::canonical).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? some + " and " + (names.size() - SHOWN) + " more" : some;
    }

    /// What the runtime is told to remove: the id, as every runtime takes it, so that a name that has moved meanwhile
    /// leads to nothing else.
    static String subject(ImageRef name, HeldImage image) {
        String id = image.id().startsWith(SHA256) ? image.id().substring(SHA256.length()) : "";
        return HeldImage.isBare(id) ? id : name.canonical();
    }
}
