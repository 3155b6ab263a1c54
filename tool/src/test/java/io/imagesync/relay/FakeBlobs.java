package io.imagesync.relay;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Result;
import io.imagesync.model.Sha256;
import io.imagesync.node.Contents.Taker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Content that a test made, which comes in small parts.
final class FakeBlobs implements Blobs {
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final int PART = 1000;

    /// What goes on before each part.
    interface Step {
        void before(long offset) throws InterruptedException;
    }

    final Map<String, byte[]> bytes = new ConcurrentHashMap<>();
    final Map<String, Descriptor> names = new HashMap<>();
    /// Digests, in the order in which they were read.
    final List<String> reads = new CopyOnWriteArrayList<>();
    volatile Step step = _ -> {};
    /// From which offset on it fails.
    volatile long failsAt = Long.MAX_VALUE;
    volatile Optional<Failure> unreached = Optional.empty();

    private final String where;

    FakeBlobs(String where) {
        this.where = where;
    }

    static byte[] noise(int size, int seed) {
        byte[] noise = new byte[size];
        new java.util.Random(seed).nextBytes(noise);
        return noise;
    }

    static Descriptor descriptor(String mediaType, byte[] content) {
        return new Descriptor(mediaType, Sha256.of(content), content.length);
    }

    Descriptor add(String mediaType, byte[] content) {
        Descriptor descriptor = descriptor(mediaType, content);
        bytes.put(descriptor.digest(), content);
        return descriptor;
    }

    Descriptor add(String mediaType, String content) {
        return add(mediaType, content.getBytes(StandardCharsets.UTF_8));
    }

    /// A manifest with a configuration for a platform, and layers.
    Descriptor image(String architecture, Descriptor... layers) {
        Descriptor config = add(CONFIG, "{\"architecture\":\"" + architecture + "\",\"os\":\"linux\"}");
        return add(Manifest.OCI_MANIFEST, manifest(config, layers));
    }

    static String manifest(Descriptor config, Descriptor... layers) {
        return "{\"schemaVersion\":2,\"config\":" + json(config) + ",\"layers\":["
                + String.join(
                        ",",
                        java.util.Arrays.stream(layers).map(FakeBlobs::json).toList()) + "]}";
    }

    static String json(Descriptor it) {
        return "{\"mediaType\":\"" + it.mediaType() + "\",\"digest\":\"" + it.digest() + "\",\"size\":" + it.size()
                + "}";
    }

    @Override
    public String where() {
        return where;
    }

    @Override
    public Result<Optional<Descriptor>> target(ImageRef name, Duration limit) {
        return unreached
                .<Result<Optional<Descriptor>>>map(Result.Failed::new)
                .orElseGet(() -> new Result.Ok<>(Optional.ofNullable(names.get(name.canonical()))));
    }

    @Override
    public Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) {
        Map<String, Long> sizes = new HashMap<>();
        bytes.forEach((digest, content) -> {
            if (digests.contains(digest)) {
                sizes.put(digest, (long) content.length);
            }
        });
        return new Result.Ok<>(sizes);
    }

    @Override
    public Optional<Failure> read(String digest, long offset, Duration limit, Taker to)
            throws IOException, InterruptedException {
        reads.add(digest);
        byte[] content = bytes.get(digest);
        if (content == null) {
            return Optional.of(new ConnectFailure.Refused(where + " has no " + digest));
        }
        for (int at = (int) offset; at < content.length; at += PART) {
            step.before(at);
            if (at >= failsAt) {
                return Optional.of(new ConnectFailure.Refused(where));
            }
            to.take(ByteBuffer.wrap(content, at, Math.min(PART, content.length - at))
                    .asReadOnlyBuffer());
        }
        return Optional.empty();
    }
}
