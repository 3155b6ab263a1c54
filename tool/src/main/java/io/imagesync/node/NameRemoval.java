package io.imagesync.node;

import io.imagesync.cri.ImageRecord;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure.NotRemoved.Obstacle;
import io.imagesync.ssh.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes one name of an image away from containerd: the tag, then the digest in its repository unless another tag there
/// stands for it, then the id unless something else names the image. Whoever is killed on the way can begin anew.
record NameRemoval(CriUpkeep runtime, ImageNames names) {
    /// CRI hears of it a moment later.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int LOOKS = 50;

    Optional<Failure> remove(ImageRef name, HeldImage image, Duration limit) throws CriFailed, InterruptedException {
        Deadline left = Deadline.in(limit);
        Optional<ImageRecord> known = names.record(name.canonical(), left.left());
        if (known.isEmpty()) {
            known = names.record(image.id(), left.left());
        }
        if (known.isEmpty()) {
            return Optional.empty();
        }
        List<ImageRecord> all = names.of(ImageNames.target(known.get()).digest(), left.left());
        if (all.isEmpty()) {
            return Optional.empty();
        }
        if (isOther(name, image, all, left)) {
            return WholeRemoval.refused(Obstacle.OTHER_IMAGE, name.canonical());
        }
        List<ImageRecord> going = going(name, image, all, left);
        for (ImageRecord record : going) {
            if (new PinLabels(record.getLabelsMap()).areOfOthers()) {
                return WholeRemoval.refused(Obstacle.PINNED, record.getName());
            }
        }
        for (ImageRecord record : going) {
            names.remove(record, left.left());
        }
        await(name, left);
        return Optional.empty();
    }

    /// Whether the name now stands for another image. One image can be known by two manifests; then only CRI tells.
    private boolean isOther(ImageRef name, HeldImage image, List<ImageRecord> all, Deadline left)
            throws CriFailed, InterruptedException {
        boolean itsId = all.stream().anyMatch(record -> record.getName().equals(image.id()));
        return !itsId
                && all.stream().anyMatch(record -> is(record, name))
                && runtime.held(name.canonical(), left.left())
                        .filter(held -> held.id().equals(image.id()))
                        .isEmpty();
    }

    /// In the order in which they go.
    ///
    /// @param all names of the content
    private List<ImageRecord> going(ImageRef name, HeldImage image, List<ImageRecord> all, Deadline left)
            throws CriFailed, InterruptedException {
        List<ImageRecord> going = new ArrayList<>();
        List<ImageRecord> staying = new ArrayList<>(all);
        move(name, staying, going);
        String digest = ImageNames.target(all.getFirst()).digest();
        Optional<ImageRef> digested = ImageRef.parse(name.name() + "@" + digest);
        if (digested.isPresent() && staying.stream().noneMatch(record -> isTagOf(record, name))) {
            move(digested.get(), staying, going);
        }
        staying.removeIf(record -> record.getName().equals(image.id()));
        if (staying.isEmpty() && !isNamedElsewhere(image, all, left)) {
            names.record(image.id(), left.left()).ifPresent(going::add);
        }
        return going;
    }

    private static void move(ImageRef name, List<ImageRecord> from, List<ImageRecord> to) {
        from.stream().filter(record -> is(record, name)).forEach(to::add);
        from.removeAll(to);
    }

    /// Whether it goes by a name that stands for another content: a second manifest of the same image.
    private boolean isNamedElsewhere(HeldImage image, List<ImageRecord> all, Deadline left)
            throws CriFailed, InterruptedException {
        Optional<HeldImage> now = runtime.held(image.id(), left.left());
        for (ImageRef other : now.stream().flatMap(HeldImage::names).toList()) {
            if (all.stream().noneMatch(record -> is(record, other))
                    && names.record(other.canonical(), left.left()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /// However short it is written.
    private static boolean is(ImageRecord record, ImageRef name) {
        return ImageRef.parse(record.getName()).filter(name::equals).isPresent();
    }

    private static boolean isTagOf(ImageRecord record, ImageRef name) {
        return ImageRef.parse(record.getName())
                .filter(other -> !other.isDigested() && other.name().equals(name.name()))
                .isPresent();
    }

    private void await(ImageRef name, Deadline left) throws CriFailed, InterruptedException {
        for (int looks = 0; looks < LOOKS && isListed(name, left); looks++) {
            Thread.sleep(PAUSE);
        }
    }

    private boolean isListed(ImageRef name, Deadline left) throws CriFailed, InterruptedException {
        return runtime.held(name.canonical(), left.left())
                .filter(held -> held.isNamed(name))
                .isPresent();
    }
}
