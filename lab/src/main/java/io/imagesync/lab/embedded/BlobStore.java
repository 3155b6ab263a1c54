package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// containerd's content store on one node: manifests and layers, and the layers that are on their way. An image has one
/// layer, of its own size. Safe for use by several threads.
final class BlobStore {
    private volatile InstantSource clock = InstantSource.system();
    private static final Pattern BY_DIGEST = Pattern.compile("digest==(.*)");
    private static final Pattern BY_LABEL = Pattern.compile("labels\\.\"([^\"]*)\"~=\"([^\"]*)\"");
    private static final String SOURCE = "containerd.io/distribution.source.";
    private static final String CHILD = "containerd.io/gc.ref.content.l.0";

    private final Map<String, Blob> blobs = new LinkedHashMap<>();
    private final Map<ImageRef, RegistryImage> downloads = new LinkedHashMap<>();
    private final Map<ImageRef, Long> offsets = new HashMap<>();
    private final List<Ingest> stale = new ArrayList<>();

    /// @param size bytes
    /// @param content empty for a layer: nobody reads it
    record Blob(String digest, long size, byte[] content, Map<String, String> labels, Instant created) {}

    /// A blob that is being written, or was when the runtime ended.
    ///
    /// @param offset bytes that are there
    record Ingest(String ref, long offset, long total) {}

    /// A pull of the image has begun: its manifest is there.
    synchronized void begin(ImageRef reference, RegistryImage image) {
        addManifest(reference, image);
        downloads.put(reference, image);
        addLayerOnceComplete(reference);
    }

    /// How many bytes of its layer are there while it is pulled, now or later.
    synchronized void downloaded(ImageRef reference, long bytes) {
        offsets.put(reference, bytes);
        addLayerOnceComplete(reference);
    }

    private void addLayerOnceComplete(ImageRef reference) {
        RegistryImage image = downloads.get(reference);
        if (image != null && offset(reference) >= image.size()) {
            addLayer(image);
        }
    }

    /// The pull has ended, whatever it came to.
    synchronized void end(ImageRef reference) {
        downloads.remove(reference);
        offsets.remove(reference);
    }

    /// Everything of the image is there.
    synchronized void add(ImageRef reference, RegistryImage image) {
        addManifest(reference, image);
        addLayer(image);
    }

    synchronized void addStale(Ingest ingest) {
        stale.add(ingest);
    }

    private void addManifest(ImageRef reference, RegistryImage image) {
        byte[] content = manifest(image).getBytes(StandardCharsets.UTF_8);
        Map<String, String> labels = new HashMap<>();
        Blob there = blobs.get(image.digest());
        if (there != null) {
            labels.putAll(there.labels);
        }
        labels.put(CHILD, layer(image));
        labels.merge(SOURCE + reference.registry(), reference.repository(), BlobStore::joined);
        Instant created = there == null ? clock.instant() : there.created;
        blobs.put(image.digest(), new Blob(image.digest(), content.length, content, Map.copyOf(labels), created));
    }

    private static String joined(String repositories, String more) {
        return List.of(repositories.split(",", -1)).contains(more) ? repositories : repositories + "," + more;
    }

    private void addLayer(RegistryImage image) {
        blobs.computeIfAbsent(
                layer(image), digest -> new Blob(digest, image.size(), new byte[0], Map.of(), clock.instant()));
    }

    private static String layer(RegistryImage image) {
        return RegistryImage.sha256("layer of " + image.digest());
    }

    private static String manifest(RegistryImage image) {
        return """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":1},\
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}""".formatted(RegistryImage.sha256("configuration"), layer(image), image.size());
    }

    /// What is being written, or was.
    synchronized List<Ingest> ingests() {
        List<Ingest> ingests = new ArrayList<>(stale);
        downloads.forEach((reference, image) -> {
            if (offset(reference) < image.size()) {
                ingests.add(new Ingest("layer-" + layer(image), offset(reference), image.size()));
            }
        });
        return ingests;
    }

    private long offset(ImageRef reference) {
        return offsets.getOrDefault(reference, 0L);
    }

    synchronized Optional<Blob> find(String digest) {
        return Optional.ofNullable(blobs.get(digest));
    }

    /// The blobs that fit one of the filters; all, when there is none.
    ///
    /// @throws IllegalArgumentException for a filter of a kind that is not known here
    synchronized List<Blob> find(List<String> filters) {
        List<Predicate<Blob>> tests = filters.stream().map(BlobStore::test).toList();
        return blobs.values().stream()
                .filter(blob -> tests.isEmpty() || tests.stream().anyMatch(test -> test.test(blob)))
                .toList();
    }

    private static Predicate<Blob> test(String filter) {
        Matcher digest = BY_DIGEST.matcher(filter);
        if (digest.matches()) {
            return blob -> blob.digest.equals(digest.group(1));
        }
        Matcher label = BY_LABEL.matcher(filter);
        if (label.matches()) {
            Pattern value = Pattern.compile(label.group(2));
            return blob ->
                    value.matcher(blob.labels.getOrDefault(label.group(1), "")).find();
        }
        throw new IllegalArgumentException("no such filter: " + filter);
    }

    void clock(InstantSource other) {
        clock = other;
    }
}
