package io.imagesync.lab.embedded;

import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The images of one node, in memory. Safe for use by several threads.
///
/// It behaves as runtimes do: one image can have many tags, a tag belongs to one image, and one that moves leaves its
/// former image there without it.
public final class ImageStore {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final BlobStore blobs;
    private final Map<String, StoredImage> byId = new LinkedHashMap<>();
    /// What a name stands for, where that is known.
    private final Map<String, NameRecord> records = new HashMap<>();

    ImageStore(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// What containerd knows of one name.
    record NameRecord(String name, Descriptor target, Map<String, String> labels) {}

    /// Adds an image, or more names of one that is there. Its tags lose their labels, as when a runtime pulls them.
    public synchronized ImageStore add(StoredImage image) {
        byId.replaceAll((id, held) -> id.equals(image.id()) ? held : held.without(image.tags()));
        byId.merge(image.id(), image, StoredImage::mergedWith);
        Map<String, NameRecord> before = new HashMap<>(records);
        image.names().forEach(records::remove);
        image.content().ifPresent(content -> {
            blobs.add(content, image.digests());
            image.names().forEach(name -> {
                NameRecord there = image.tags().contains(name) ? null : before.get(name);
                Map<String, String> labels =
                        there != null && there.target.equals(content.root()) ? there.labels : Map.of();
                records.put(name, new NameRecord(name, content.root(), labels));
            });
        });
        return this;
    }

    /// Has a name stand for content that is there; a name that stood for something else moves.
    synchronized void name(NameRecord record) {
        String name = record.name;
        byId.replaceAll((id, held) -> held.without(List.of(name)));
        records.put(name, record);
        blobs.layout(record.target).ifPresent(image -> {
            List<String> digests = name.contains("@") ? List.of(name) : List.of();
            List<String> tags = digests.isEmpty() && name.contains("/") ? List.of(name) : List.of();
            records.putIfAbsent(image.id(), new NameRecord(image.id(), record.target, record.labels));
            StoredImage held = new StoredImage(image.id(), tags, digests, image.size(), false);
            byId.put(
                    image.id(),
                    byId.getOrDefault(image.id(), held).mergedWith(held).nowPinned(isPinned(record.target)));
        });
    }

    /// Under any of its names.
    private boolean isPinned(Descriptor target) {
        return records.values().stream()
                .anyMatch(record ->
                        record.target.equals(target) && "pinned".equals(record.labels.get("io.cri-containerd.pinned")));
    }

    /// Takes one name away, and the content that nothing names any more.
    synchronized void unname(String name) {
        records.remove(name);
        byId.replaceAll((id, held) -> held.without(List.of(name)));
        StoredImage image = byId.get(name);
        if (image != null && image.tags().isEmpty() && image.digests().isEmpty()) {
            byId.remove(name);
        }
        collect();
    }

    /// Removes the image that has that name, with all its names, as `crictl rmi` does.
    public synchronized ImageStore remove(String reference) {
        find(reference).ifPresent(image -> removeId(image.id()));
        return this;
    }

    synchronized void removeId(String id) {
        StoredImage image = byId.remove(id);
        if (image != null) {
            image.names().forEach(records::remove);
            collect();
        }
    }

    private void collect() {
        blobs.collect(
                records.values().stream().map(record -> record.target.digest()).toList());
    }

    public synchronized List<StoredImage> images() {
        return List.copyOf(byId.values());
    }

    /// All names, those of images too of which nobody knows what they consist of.
    synchronized List<NameRecord> records() {
        List<NameRecord> all = new ArrayList<>(records.values());
        for (StoredImage image : byId.values()) {
            String digest = RegistryImage.sha256("manifest of " + image.id());
            image.names().stream()
                    .filter(name -> !records.containsKey(name))
                    .map(name -> new NameRecord(name, new Descriptor(MANIFEST, digest, 1), Map.of()))
                    .forEach(all::add);
        }
        return all;
    }

    /// What a name stands for.
    ///
    /// @param name in full
    synchronized Optional<NameRecord> record(String name) {
        return records().stream().filter(record -> record.name.equals(name)).findFirst();
    }

    /// The image with that tag or digest, however its reference is spelled.
    public synchronized Optional<StoredImage> find(String reference) {
        String canonical = ImageRef.parse(reference).map(ImageRef::canonical).orElse(reference);
        return byId.values().stream()
                .filter(image -> image.isNamed(reference) || image.isNamed(canonical))
                .findFirst();
    }

    public boolean holds(String reference) {
        return find(reference).isPresent();
    }
}
