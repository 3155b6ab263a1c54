package io.imagesync.relay;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Result;
import io.imagesync.node.Contents.Taker;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Who has the content of images: a node, an archive. Safe for use by several threads. Digests are not checked here:
/// what comes of it may be wrong.
public interface Blobs {
    /// The node, or the file, in words.
    String where();

    /// What a name stands for here; nothing where the name is not known.
    Result<Optional<Descriptor>> target(ImageRef name, Duration limit) throws InterruptedException;

    /// Those of the blobs that are there whole, each with its bytes.
    Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) throws InterruptedException;

    /// Reads a blob from an offset to its end, in order.
    ///
    /// @param offset bytes
    /// @param to is given each part
    /// @return why it ended before the end, or nothing
    /// @throws IOException when `to` throws it
    Optional<Failure> read(String digest, long offset, Duration limit, Taker to)
            throws IOException, InterruptedException;
}
