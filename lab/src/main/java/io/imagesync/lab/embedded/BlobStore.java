package io.imagesync.lab.embedded;

import com.google.protobuf.ByteString;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/// containerd's content store on one node: manifests, configurations and layers, and the blobs that are on their way.
/// Safe for use by several threads.
final class BlobStore {
    private static final String SOURCE = "containerd.io/distribution.source.";
    private static final String CHILD = "containerd.io/gc.ref.content";

    private final String machine;
    private final boolean discardsLayers;
    private volatile InstantSource clock = InstantSource.system();
    private final Map<String, Blob> blobs = new LinkedHashMap<>();
    private final Map<ImageRef, RegistryImage> downloads = new LinkedHashMap<>();
    private final Map<ImageRef, Long> offsets = new HashMap<>();
    private final List<Ingest> stale = new ArrayList<>();
    private final Set<Receiving> receiving = new HashSet<>();
    private int held;

    /// @param machine as the kernel says it: the platform that images are pulled for
    /// @param discardsLayers once they are unpacked
    BlobStore(String machine, boolean discardsLayers) {
        this.machine = machine;
        this.discardsLayers = discardsLayers;
    }

    record Blob(String digest, Content content, Map<String, String> labels, Instant created) {
        long size() {
            return content.size();
        }

        List<String> children() {
            return labels.keySet().stream()
                    .filter(key -> key.startsWith(CHILD))
                    .map(labels::get)
                    .toList();
        }
    }

    /// A pull of the image has begun: all but its layers is there.
    synchronized void begin(ImageRef reference, RegistryImage image) {
        addParents(image, image.on(machine), List.of(reference.canonical()));
        downloads.put(reference, image);
        addCompleteLayers(reference);
    }

    /// How many bytes of its layers are there while it is pulled, now or later, one layer after the other.
    synchronized void downloaded(ImageRef reference, long bytes) {
        offsets.put(reference, bytes);
        addCompleteLayers(reference);
    }

    private void addCompleteLayers(ImageRef reference) {
        RegistryImage image = downloads.get(reference);
        if (image != null) {
            List<String> incomplete =
                    ingests(reference, image).stream().map(Ingest::ref).toList();
            layers(image).stream()
                    .filter(layer -> !incomplete.contains(ref(layer)))
                    .forEach(layer -> put(layer.digest(), content(image, layer), List.of()));
        }
    }

    /// The pull has ended, whatever it came to.
    synchronized void end(ImageRef reference) {
        downloads.remove(reference);
        offsets.remove(reference);
    }

    /// Everything of the image is there, and unpacked.
    ///
    /// @param names by which registries have it
    synchronized void add(RegistryImage image, Collection<String> names) {
        Optional<Layout> on = image.on(machine);
        addParents(image, on, names);
        on.ifPresent(layout -> {
            layout.layers().forEach(layer -> put(layer.digest(), content(image, layer), List.of()));
            unpacked(layout);
        });
    }

    /// Its layers are in the snapshotter.
    synchronized void unpacked(Layout image) {
        if (discardsLayers) {
            image.layers().forEach(layer -> blobs.remove(layer.digest()));
        }
    }

    synchronized void remove(String digest) {
        blobs.remove(digest);
    }

    synchronized void addStale(Ingest ingest) {
        stale.add(ingest);
    }

    private void addParents(RegistryImage image, Optional<Layout> on, Collection<String> names) {
        put(image.root().digest(), content(image, image.root()), names);
        on.ifPresent(layout -> {
            layout.parents().forEach(parent -> put(parent.digest(), content(image, parent), names));
            put(layout.id(), content(image, layout.config()), List.of());
        });
    }

    private static Content content(RegistryImage image, Descriptor blob) {
        return Objects.requireNonNull(image.blobs().get(blob.digest()));
    }

    private List<Descriptor> layers(RegistryImage image) {
        return image.on(machine).map(Layout::layers).orElse(List.of());
    }

    private void put(String digest, Content content, Collection<String> names) {
        Blob there = blobs.get(digest);
        if (there != null && names.isEmpty()) {
            return;
        }
        Map<String, String> labels = new HashMap<>(there == null ? Layout.labels(content) : there.labels);
        for (String name : names) {
            ImageRef reference = ImageRef.of(name);
            String host = reference.registry().replaceFirst(":\\d+$", "");
            labels.merge(SOURCE + host, reference.repository(), BlobStore::joined);
        }
        Instant created = there == null ? clock.instant() : there.created;
        blobs.put(digest, new Blob(digest, content, Map.copyOf(labels), created));
    }

    private static String joined(String repositories, String more) {
        return List.of(repositories.split(",", -1)).contains(more) ? repositories : repositories + "," + more;
    }

    private static String ref(Descriptor layer) {
        return "layer-" + layer.digest();
    }

    /// What is being written, or was.
    synchronized List<Ingest> ingests() {
        List<Ingest> ingests = new ArrayList<>(stale);
        downloads.forEach((reference, image) -> ingests.addAll(ingests(reference, image)));
        receiving.forEach(blob -> ingests.add(blob.soFar()));
        return ingests;
    }

    private List<Ingest> ingests(ImageRef reference, RegistryImage image) {
        List<Ingest> ingests = new ArrayList<>();
        long left = offsets.getOrDefault(reference, 0L);
        for (Descriptor layer : layers(image)) {
            if (left < layer.size()) {
                ingests.add(new Ingest(ref(layer), left, layer.size()));
            }
            left = Math.max(0, left - layer.size());
        }
        return ingests;
    }

    /// Begins to write a blob; waits while somebody else writes it, as one of containerd's locks has it.
    ///
    /// @param kind as containerd calls it: `layer`, `manifest`
    /// @return nothing when it is there
    synchronized Optional<Receiving> receive(String kind, Descriptor blob) throws InterruptedException {
        while (receiving.stream().anyMatch(one -> one.blob().digest().equals(blob.digest()))) {
            wait();
        }
        if (blobs.containsKey(blob.digest())) {
            return Optional.empty();
        }
        Receiving begun = new Receiving(kind, blob);
        receiving.add(begun);
        return Optional.of(begun);
    }

    /// It has ended.
    ///
    /// @param content nothing when it did not come whole
    synchronized void received(Receiving ended, Optional<Content> content, Collection<String> names) {
        content.ifPresent(whole -> put(ended.blob().digest(), whole, names));
        receiving.remove(ended);
        notifyAll();
    }

    /// Nothing is removed before as many have let go as have held.
    synchronized void hold(int more) {
        held += more;
    }

    synchronized Optional<Blob> find(String digest) {
        return Optional.ofNullable(blobs.get(digest));
    }

    /// What the image is on this node; nothing when a part that is needed to know it is not there.
    synchronized Optional<Layout> layout(Descriptor root) {
        return Layout.of(root, machine, digest -> find(digest).map(Blob::content))
                .filter(layout -> blobs.containsKey(layout.id()));
    }

    /// Its first byte is another one from now on.
    synchronized void damage(String digest) {
        blobs.computeIfPresent(digest, (_, blob) -> {
            byte[] bytes = blob.content.bytes();
            bytes[0]++;
            return new Blob(digest, Content.of(ByteString.copyFrom(bytes)), blob.labels, blob.created);
        });
    }

    /// Removes what nothing leads to, unless something is being downloaded.
    ///
    /// @param roots digests that are kept with all that they name
    synchronized void collect(Collection<String> roots) {
        if (held > 0 || !downloads.isEmpty()) {
            return;
        }
        Set<String> kept = new HashSet<>();
        Queue<String> queue = new ArrayDeque<>(roots);
        for (String digest = queue.poll(); digest != null; digest = queue.poll()) {
            if (kept.add(digest)) {
                find(digest).ifPresent(blob -> queue.addAll(blob.children()));
            }
        }
        blobs.keySet().retainAll(kept);
    }

    /// The blobs that fit one of the filters; all, when there is none.
    ///
    /// @throws IllegalArgumentException for a filter of a kind that is not known here
    synchronized List<Blob> find(List<String> filters) {
        List<Filter> parsed = filters.stream().map(Filter::of).toList();
        return blobs.values().stream()
                .filter(blob -> Filter.anyFits(parsed, Map.of("digest", blob.digest), blob.labels))
                .toList();
    }

    void clock(InstantSource other) {
        clock = other;
    }
}
