package io.imagesync.relay;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.Result;
import io.imagesync.node.Contents;
import io.imagesync.node.Contents.Taker;
import io.imagesync.node.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// The content of a node's images.
///
/// @param node of another kind than containerd by CRI has none
public record NodeBlobs(Node node) implements Blobs {
    @Override
    public String where() {
        return node.name().text();
    }

    @Override
    public Result<Optional<Descriptor>> target(ImageRef name, Duration limit) throws InterruptedException {
        Optional<Contents> contents = node.contents();
        return contents.isPresent() ? contents.get().target(name.canonical(), limit) : new Result.Failed<>(none());
    }

    @Override
    public Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) throws InterruptedException {
        Optional<Contents> contents = node.contents();
        return contents.isPresent() ? contents.get().sizes(digests, limit) : new Result.Failed<>(none());
    }

    @Override
    public Optional<Failure> read(String digest, long offset, Duration limit, Taker to)
            throws IOException, InterruptedException {
        Optional<Contents> contents = node.contents();
        return contents.isPresent() ? contents.get().read(digest, offset, limit, to) : Optional.of(none());
    }

    private NotRelayed none() {
        return new NotRelayed(NotRelayed.Why.NO_CONTENTS, where());
    }
}
