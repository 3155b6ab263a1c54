package io.imagesync.node;

import io.imagesync.cri.Info;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.model.ImageRef;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// containerd's store of blobs, as far as it tells about pulls. The labels are containerd's
/// (`docs/content-flow.md` of containerd).
final class ContentStore {
    /// Bytes of a manifest; those of large images have some ten thousand.
    private static final int MAX_MANIFEST = 1 << 20;
    /// Blobs of one repository that are looked at.
    private static final int MAX_BLOBS = 2000;

    private static final String SOURCE = "containerd.io/distribution.source.";
    private static final String CHILD = "containerd.io/gc.ref.content";

    private final CriChannel channel;
    private final Duration limit;

    /// @param limit for each answer
    ContentStore(CriChannel channel, Duration limit) {
        this.channel = channel;
        this.limit = limit;
    }

    /// A blob that is there.
    ///
    /// @param children digests of the blobs that it names: those of a manifest or an index
    record Blob(String digest, long size, Instant created, Set<String> children) {
        boolean createdBefore(Blob other) {
            return created.isBefore(other.created);
        }
    }

    /// The manifests and indexes that came from the image's repository.
    List<Blob> parentsIn(ImageRef image) throws CriFailed, InterruptedException {
        String repository = image.repository();
        String key = SOURCE + hostName(image.registry());
        return list(List.of("labels.\"" + key + "\"~=\"(^|,)" + repository + "(,|$)\"")).stream()
                .filter(info ->
                        List.of(info.getLabelsOrDefault(key, "").split(",", -1)).contains(repository))
                .map(ContentStore::blob)
                .filter(blob -> !blob.children.isEmpty())
                .toList();
    }

    /// The label has the registry's host without its port.
    private static String hostName(String registry) {
        return registry.replaceFirst(":[0-9]+$", "").replaceAll("[\\[\\]]", "");
    }

    /// Those of the blobs that are there.
    List<Blob> find(Collection<String> digests) throws CriFailed, InterruptedException {
        return list(digests.stream().map(digest -> "digest==" + digest).toList()).stream()
                .map(ContentStore::blob)
                .filter(blob -> digests.contains(blob.digest))
                .toList();
    }

    /// What a manifest names, digest to bytes; nothing when it cannot be read, or names none.
    Map<String, Long> layers(Blob manifest) throws CriFailed, InterruptedException {
        if (manifest.size > MAX_MANIFEST
                || !ManifestJson.DIGEST.matcher(manifest.digest).matches()) {
            return Map.of();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ReadContentRequest request =
                ReadContentRequest.newBuilder().setDigest(manifest.digest).build();
        channel.stream(CriMethods.READ_CONTENT, request, limit, part -> {
            bytes.writeBytes(part.getData().toByteArray());
            return bytes.size() <= MAX_MANIFEST;
        });
        return ManifestJson.layers(bytes.toByteArray());
    }

    private List<Info> list(List<String> filters) throws CriFailed, InterruptedException {
        if (filters.isEmpty()) {
            return List.of();
        }
        List<Info> infos = new ArrayList<>();
        ListContentRequest request =
                ListContentRequest.newBuilder().addAllFilters(filters).build();
        channel.stream(CriMethods.LIST_CONTENT, request, limit, part -> {
            infos.addAll(part.getInfoList());
            return infos.size() < MAX_BLOBS;
        });
        return infos;
    }

    private static Blob blob(Info info) {
        Set<String> children = info.getLabelsMap().entrySet().stream()
                .filter(label -> label.getKey().startsWith(CHILD))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        Instant created = Instant.ofEpochSecond(
                Math.clamp(info.getCreatedAt().getSeconds(), 0, Integer.MAX_VALUE),
                info.getCreatedAt().getNanos());
        return new Blob(info.getDigest(), info.getSize(), created, children);
    }
}
