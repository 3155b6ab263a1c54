package io.imagesync.node;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// A node whose runtime can be asked. Safe for use by several threads; a thread that is interrupted ends the work on
/// the node too before it returns.
public interface Node extends AutoCloseable {
    NodeName name();

    /// All images, the image file system and the architecture.
    ///
    /// @param limit after which the node counts as not answering
    Result<Listing> list(Duration limit) throws InterruptedException;

    /// Whether the runtime lists the image now.
    ///
    /// @param withDisk whether to look at the image file system too; one that comes with the list is told anyway
    Result<Seen> look(ImageRef image, boolean withDisk, Duration limit) throws InterruptedException;

    /// @param size of the image, bytes; empty where it is not there or the runtime does not say
    /// @param disk empty where it cannot be told, or was not asked for
    /// @param pinned whether the runtime says that the kubelet lets it stay
    record Seen(boolean held, OptionalLong size, Optional<DiskUsage> disk, boolean pinned) {
        static Seen of(Optional<HeldImage> image, Optional<DiskUsage> disk) {
            return new Seen(
                    image.isPresent(),
                    image.map(HeldImage::size).orElse(OptionalLong.empty()),
                    disk,
                    image.isPresent() && image.get().pinned());
        }
    }

    /// The image file system now; empty where it cannot be told.
    Result<Optional<DiskUsage>> disk(Duration limit) throws InterruptedException;

    /// Has the runtime pull the image from its registry; nothing of it runs on after the limit, an interrupt or the
    /// end of the connection. That it succeeded is the runtime's word: [#look] sees.
    ///
    /// @param progress is told now and then how far it is, where the runtime tells, on some other thread
    /// @return why it failed, or nothing
    Optional<PullFailure> pull(ImageRef image, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException;

    /// What it takes to send images from or to the node; nothing where its runtime is no containerd, or is not spoken
    /// to
    /// by CRI.
    default Optional<Contents> contents() {
        return Optional.empty();
    }

    /// What must not be removed: whatever containers name, in any state, and the image of the runtime's sandboxes.
    /// Where it cannot be told, nothing may be removed.
    default Result<InUse> inUse(Duration limit) throws InterruptedException {
        throw new UnsupportedOperationException("inUse");
    }

    /// Takes one name of an image away, and with the last one the image. Other names stay, but for digests of
    /// the name's own repository. It is refused where the runtime can only remove all names at once and there are
    /// others, where somebody else has pinned what would go, and where the name now stands for another image.
    /// Whether it is in use is not asked here. It can be done again after a kill.
    ///
    /// @param name a tag or a digest under which the node lists the image
    /// @return why it is still there, or nothing; that it is gone is the runtime's word: [#look] sees
    default Optional<Failure> remove(ImageRef name, HeldImage image, Duration limit) throws InterruptedException {
        throw new UnsupportedOperationException("remove");
    }

    /// When an image was made, as its configuration says; empty where it does not, or where that cannot be read.
    default Result<Optional<Instant>> created(ImageRef image, Duration limit) throws InterruptedException {
        throw new UnsupportedOperationException("created");
    }

    /// Lets go of the connection until it is needed again.
    void rest();

    @Override
    void close();

    /// How a node is reached.
    @FunctionalInterface
    interface Opener {
        /// @param connected is run when the node itself is reached, before its runtime is looked for
        Result<Node> open(NodeName name, Runnable connected) throws InterruptedException;
    }
}
