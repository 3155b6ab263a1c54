package io.imagesync.relay;

import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.model.Result;
import io.imagesync.model.Sha256;
import io.imagesync.model.Texts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What an image is made of for one machine: index, manifest, configuration, layers.
///
/// @param target what its name stands for
/// @param blobs digest to what it is
record ImageContent(Descriptor target, Map<String, Descriptor> blobs) {
    /// What a configuration is called that is none.
    private static final String EMPTY = "application/vnd.oci.empty.v1+json";
    private static final int SHOWN = 120;

    ImageContent {
        blobs = Map.copyOf(blobs);
    }

    /// Reads what the source has of index, manifest and configuration, which have to be what their digests say. Whether
    /// the layers are there is not looked at.
    ///
    /// @param machine as the kernel says it
    static Result<ImageContent> read(Blobs source, Descriptor target, String machine, Duration limit)
            throws InterruptedException {
        try {
            return new Walk(source, machine, Until.in(limit)).from(target);
        } catch (Refused e) {
            return new Result.Failed<>(e.why);
        }
    }

    /// Ends the walk.
    private static final class Refused extends Exception {
        private final transient Failure why;

        Refused(Failure why) {
            this.why = why;
        }

        Refused(Why why, String detail) {
            this(new NotRelayed(why, detail));
        }
    }

    private static final class Walk {
        private final Blobs source;
        private final List<Platform> taken;
        private final Until until;
        private final Map<String, Descriptor> blobs = new LinkedHashMap<>();

        Walk(Blobs source, String machine, Until until) {
            this.source = source;
            this.taken = Platform.takenBy(machine);
            this.until = until;
        }

        Result<ImageContent> from(Descriptor target) throws Refused, InterruptedException {
            Descriptor manifest = Manifest.isIndex(target) ? chosen(manifest(target)) : target;
            if (Manifest.isIndex(manifest)) {
                manifest = chosen(manifest(manifest));
            }
            if (!Manifest.isManifest(manifest)) {
                throw new Refused(Why.NO_IMAGE, Texts.printable(manifest.mediaType(), SHOWN));
            }
            Manifest read = manifest(manifest);
            Descriptor config = read.config()
                    .orElseThrow(() -> new Refused(Why.NO_IMAGE, "it has an index where a manifest should be"));
            if (config.mediaType().equals(EMPTY)) {
                throw new Refused(Why.NO_IMAGE, "it is an artifact without a configuration");
            }
            if (manifest.equals(target)) {
                checkPlatform(config);
            }
            blobs.put(config.digest(), config);
            read.layers().forEach(layer -> blobs.put(layer.digest(), layer));
            return new Result.Ok<>(new ImageContent(target, blobs));
        }

        private Manifest manifest(Descriptor descriptor) throws Refused, InterruptedException {
            if (!Manifest.isSound(descriptor)) {
                throw new Refused(Why.NO_IMAGE, "its name has no sha256 digest");
            }
            blobs.put(descriptor.digest(), descriptor);
            try {
                return Manifest.read(bytes(descriptor));
            } catch (Broken e) {
                throw new Refused(Why.NO_IMAGE, Objects.requireNonNull(e.getMessage()));
            }
        }

        /// As containerd chooses: the best that fits, else one of which nothing is said.
        private Descriptor chosen(Manifest index) throws Refused {
            for (Platform wanted : taken) {
                for (Manifest.Entry entry : index.manifests()) {
                    if (entry.platform().filter(made -> made.fits(wanted)).isPresent()) {
                        return entry.descriptor();
                    }
                }
            }
            return index.manifests().stream()
                    .filter(entry -> entry.platform().isEmpty())
                    .findFirst()
                    .map(Manifest.Entry::descriptor)
                    .orElseThrow(this::otherPlatform);
        }

        /// A manifest that no index names says only in its configuration what it is for. One that cannot be read is not
        /// there, which is told later, or is the runtime's to judge.
        private void checkPlatform(Descriptor config) throws Refused, InterruptedException {
            Optional<Platform> made;
            try {
                made = Manifest.platform(bytes(config));
            } catch (Broken | Refused e) {
                return;
            }
            if (made.isPresent() && taken.stream().noneMatch(made.get()::fits)) {
                throw otherPlatform();
            }
        }

        private Refused otherPlatform() {
            return new Refused(Why.NO_PLATFORM, taken.getFirst().toString());
        }

        private byte[] bytes(Descriptor descriptor) throws Refused, InterruptedException {
            if (descriptor.size() > Manifest.MAX_BYTES) {
                throw new Refused(Why.NO_IMAGE, "its manifest has more than " + Manifest.MAX_BYTES + " bytes");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Optional<Failure> failure;
            try {
                failure = source.read(descriptor.digest(), 0, until.left(), part -> add(bytes, part, descriptor));
            } catch (IOException e) {
                failure = Optional.of(new NotRelayed(Why.WRONG_CONTENT, descriptor.digest()));
            }
            if (failure.isPresent()) {
                throw new Refused(failure.get());
            }
            byte[] all = bytes.toByteArray();
            if (!Sha256.of(all).equals(descriptor.digest())) {
                throw new Refused(Why.WRONG_CONTENT, descriptor.digest());
            }
            return all;
        }

        private static void add(ByteArrayOutputStream bytes, ByteBuffer part, Descriptor descriptor)
                throws IOException {
            if (bytes.size() + part.remaining() > descriptor.size()) {
                throw new IOException("longer than announced");
            }
            byte[] more = new byte[part.remaining()];
            part.get(more);
            bytes.write(more);
        }
    }
}
