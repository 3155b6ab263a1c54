package io.imagesync.relay;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.TemporaryName;
import io.imagesync.relay.Relay.Offer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// An offer that a node may pull from us now.
///
/// @param token in its path, which nobody can guess
/// @param until when it is over
/// @param failed why a blob of it was broken off, the first one
record Sending(String token, Offer offer, Until until, AtomicReference<@Nullable Failure> failed) {
    Sending(String token, Offer offer, Until until) {
        this(token, offer, until, new AtomicReference<>());
    }

    Optional<Failure> failure() {
        return Optional.ofNullable(failed.get());
    }

    /// What the node is to pull: by its digest, so that nobody else can answer with something else.
    ///
    /// @param port of the node's loopback that leads here
    ImageRef name(int port) {
        ImageRef image = offer.image();
        return TemporaryName.of(
                port, token, ImageRef.of(image.name() + "@" + offer.target().digest()));
    }

    /// What a path stands for: `REPO/manifests/` with our tag or the digest of a manifest, `REPO/blobs/` with a digest.
    ///
    /// @param path behind the token
    Optional<Found> find(String path) {
        String repository = name(1).repository().substring(RelayServer.TOKEN.length() + token.length() + 1);
        String manifests = repository + "/manifests/";
        String blobs = repository + "/blobs/";
        if (path.startsWith(manifests)) {
            return manifest(path.substring(manifests.length())).map(found -> new Found(found, found.mediaType()));
        }
        return path.startsWith(blobs)
                ? Optional.ofNullable(offer.blobs().get(path.substring(blobs.length())))
                        .map(found -> new Found(found, "application/octet-stream"))
                : Optional.empty();
    }

    /// @param contentType by which it is sent
    record Found(Descriptor blob, String contentType) {}

    private Optional<Descriptor> manifest(String reference) {
        String version =
                offer.image().canonical().substring(offer.image().name().length() + 1);
        return reference.equals(version)
                ? Optional.of(offer.target())
                : Optional.ofNullable(offer.blobs().get(reference))
                        .filter(found -> Manifest.isIndex(found) || Manifest.isManifest(found));
    }
}
