package io.imagesync.archive;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Result;
import io.imagesync.model.Sha256;
import io.imagesync.node.Contents.Taker;
import io.imagesync.relay.Blobs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node's content in memory.
final class HeldBlobs implements Blobs {
    private final String where;
    private final Map<ImageRef, Descriptor> names = new HashMap<>();
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final Map<String, byte[]> given = new HashMap<>();
    private final Map<String, Integer> breaks = new HashMap<>();
    private final Map<String, Integer> reads = new HashMap<>();

    HeldBlobs(String where) {
        this.where = where;
    }

    Map<String, byte[]> blobs() {
        return blobs;
    }

    /// Digest to how often it was read.
    Map<String, Integer> reads() {
        return reads;
    }

    Descriptor has(ImageRef name, byte[]... layers) {
        Archives made = new Archives();
        byte[] manifest = made.manifest(layers);
        made.files.values().forEach(bytes -> blobs.put(Sha256.of(bytes), bytes));
        Descriptor target = new Descriptor(ImageJson.MANIFEST, Sha256.of(manifest), manifest.length);
        names.put(name, target);
        return target;
    }

    static byte[] index(Descriptor... manifests) {
        List<String> all = new ArrayList<>();
        for (Descriptor one : manifests) {
            all.add("{\"mediaType\":\"" + one.mediaType() + "\",\"digest\":\"" + one.digest() + "\",\"size\":"
                    + one.size() + "}");
        }
        return Archives.bytes("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", all) + "]}");
    }

    void isCalled(ImageRef name, Descriptor target) {
        names.put(name, target);
    }

    /// In place of what it has.
    void gives(String digest, byte[] bytes) {
        given.put(digest, bytes);
    }

    void breaksAfter(String digest, int bytes) {
        breaks.put(digest, bytes);
    }

    @Override
    public String where() {
        return where;
    }

    @Override
    public Result<Optional<Descriptor>> target(ImageRef name, Duration limit) {
        return new Result.Ok<>(Optional.ofNullable(names.get(name)));
    }

    @Override
    public Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) {
        Map<String, Long> sizes = new HashMap<>();
        digests.forEach(digest ->
                Optional.ofNullable(blobs.get(digest)).ifPresent(bytes -> sizes.put(digest, (long) bytes.length)));
        return new Result.Ok<>(sizes);
    }

    @Override
    public Optional<Failure> read(String digest, long offset, Duration limit, Taker to)
            throws IOException, InterruptedException {
        reads.merge(digest, 1, Integer::sum);
        byte[] bytes = given.getOrDefault(digest, blobs.getOrDefault(digest, new byte[0]));
        int end = breaks.getOrDefault(digest, bytes.length);
        to.take(ByteBuffer.wrap(Arrays.copyOfRange(bytes, (int) offset, Math.max((int) offset, end))));
        return end < bytes.length ? Optional.of(Broken.content("the connection broke")) : Optional.empty();
    }
}
