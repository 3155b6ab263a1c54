package io.imagesync.relay;

import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The way of an image to a node through this host: the node's runtime pulls it from us. Safe for use by several
/// threads.
public interface Relay extends AutoCloseable {
    /// What one node is to get, and from where.
    ///
    /// @param source has all of it
    /// @param target what the name stands for at the source
    /// @param names that the image is to have, as the source has them: tag, and digest where it has one
    /// @param blobs all that the node may ask for, digest to bytes: index, manifest, configuration, layers
    /// @param missing those that the node lacks
    record Offer(
            ImageRef image,
            Blobs source,
            Descriptor target,
            List<String> names,
            Map<String, Descriptor> blobs,
            List<Descriptor> missing) {
        public Offer {
            names = List.copyOf(names);
            blobs = Map.copyOf(blobs);
            missing = List.copyOf(missing);
        }
    }

    /// Looks for a source that has all content of the image for the node's platform. Changes nothing.
    ///
    /// @param holders who may have it, the best first
    /// @return why there is none, a [PullFailure]
    Result<Offer> look(ImageRef image, List<Blobs> holders, Node target, Duration limit) throws InterruptedException;

    /// Has the node pull what it lacks from this host, and gives the image its names.
    ///
    /// @param progress is told now and then how far it is, on some other thread
    /// @return why it failed, or nothing
    Optional<PullFailure> send(Offer offer, Node target, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException;

    @Override
    void close();
}
