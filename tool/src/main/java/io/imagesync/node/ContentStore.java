package io.imagesync.node;

import io.imagesync.cri.Info;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListStatusesRequest;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.Status;
import io.imagesync.model.ImageRef;
import io.imagesync.node.Contents.Taker;
import io.imagesync.ssh.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// containerd's store of blobs: what it tells about pulls, and the blobs themselves. The labels are containerd's
/// (`docs/content-flow.md` of containerd).
final class ContentStore {
    /// Bytes of a manifest; those of large images have some ten thousand.
    private static final int MAX_MANIFEST = 1 << 20;
    /// Blobs of one repository that are looked at.
    private static final int MAX_BLOBS = 2000;

    private static final String SOURCE = "containerd.io/distribution.source.";
    private static final String CHILD = "containerd.io/gc.ref.content";

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    /// Blobs that are asked for at once.
    private static final int BATCH = 100;

    /// Bytes of a blob after which the memory that they came through is given back. Of itself the serial collector
    /// lets what is dead grow up to -Xmx: a relay of 1 GB took 600 MB.
    private static final long COLLECTED = 48 << 20;

    private final CriChannel channel;
    private final AtomicLong read = new AtomicLong();

    ContentStore(CriChannel channel) {
        this.channel = channel;
    }

    /// Digests of the blobs that it names: those of a manifest or an index.
    static List<String> children(Info blob) {
        return blob.getLabelsMap().entrySet().stream()
                .filter(label -> label.getKey().startsWith(CHILD))
                .map(Map.Entry::getValue)
                .toList();
    }

    static Instant created(Info blob) {
        return Instant.ofEpochSecond(
                Math.clamp(blob.getCreatedAt().getSeconds(), 0, Integer.MAX_VALUE),
                blob.getCreatedAt().getNanos());
    }

    /// The manifests and indexes that came from the image's repository.
    List<Info> parentsIn(ImageRef image) throws CriFailed, InterruptedException {
        String repository = image.repository();
        String key = SOURCE + hostName(image.registry());
        return list(List.of("labels.\"" + key + "\"~=\"(^|,)" + repository + "(,|$)\""), ANSWER_LIMIT).stream()
                .filter(info ->
                        List.of(info.getLabelsOrDefault(key, "").split(",", -1)).contains(repository))
                .filter(info -> !children(info).isEmpty())
                .toList();
    }

    /// The label has the registry's host without its port.
    private static String hostName(String registry) {
        return registry.replaceFirst(":[0-9]+$", "").replaceAll("[\\[\\]]", "");
    }

    /// Those of the blobs that are there.
    List<Info> find(Collection<String> digests) throws CriFailed, InterruptedException {
        return find(digests, ANSWER_LIMIT);
    }

    private List<Info> find(Collection<String> digests, Duration limit) throws CriFailed, InterruptedException {
        return list(digests.stream().map(digest -> "digest==" + digest).toList(), limit).stream()
                .filter(blob -> digests.contains(blob.getDigest()))
                .toList();
    }

    /// Those of the blobs that are there, each with its bytes. What is no digest is not there.
    Map<String, Long> sizes(Collection<String> digests, Duration limit) throws CriFailed, InterruptedException {
        Map<String, Long> sizes = new HashMap<>();
        findAll(digests, limit).forEach(blob -> sizes.put(blob.getDigest(), blob.getSize()));
        return sizes;
    }

    private List<Info> findAll(Collection<String> digests, Duration limit) throws CriFailed, InterruptedException {
        List<String> asked = digests.stream()
                .filter(digest -> ManifestJson.DIGEST.matcher(digest).matches())
                .distinct()
                .toList();
        List<Info> found = new ArrayList<>();
        Deadline left = Deadline.in(limit);
        for (int from = 0; from < asked.size(); from += BATCH) {
            found.addAll(find(asked.subList(from, Math.min(asked.size(), from + BATCH)), left.left()));
        }
        return found;
    }

    /// All that a blob leads to and that is there, itself too, by the labels that containerd keeps it by; digest to
    /// bytes.
    Map<String, Long> parts(String digest, Duration limit) throws CriFailed, InterruptedException {
        Deadline left = Deadline.in(limit);
        Map<String, Long> parts = new HashMap<>();
        Set<String> asked = new HashSet<>(Set.of(digest));
        Set<String> next = asked;
        while (!next.isEmpty()) {
            Set<String> children = new HashSet<>();
            for (Info blob : findAll(next, left.left())) {
                parts.put(blob.getDigest(), blob.getSize());
                children.addAll(children(blob));
            }
            children.removeAll(asked);
            asked.addAll(children);
            if (asked.size() > MAX_BLOBS) {
                throw CriFailed.unusable("List", "an image has more than " + MAX_BLOBS + " parts");
            }
            next = children;
        }
        return parts;
    }

    /// Reads a blob to its end.
    ///
    /// @param to is given each part on the caller's thread, and little more is fetched meanwhile
    void read(String digest, long offset, Duration limit, Taker to)
            throws CriFailed, IOException, InterruptedException {
        ReadContentRequest request = ReadContentRequest.newBuilder()
                .setDigest(digest)
                .setOffset(offset)
                .build();
        channel.each(CriMethods.READ_CONTENT, request, limit, part -> {
            int size = part.getData().size();
            to.take(part.getData().asReadOnlyByteBuffer());
            long all = read.addAndGet(size);
            if (all / COLLECTED > (all - size) / COLLECTED) {
                System.gc();
            }
        });
    }

    /// What a manifest names, digest to bytes; nothing when it cannot be read, or names none.
    Map<String, Long> layers(Info manifest) throws CriFailed, InterruptedException {
        if (manifest.getSize() > MAX_MANIFEST
                || !ManifestJson.DIGEST.matcher(manifest.getDigest()).matches()) {
            return Map.of();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ReadContentRequest request =
                ReadContentRequest.newBuilder().setDigest(manifest.getDigest()).build();
        channel.stream(CriMethods.READ_CONTENT, request, ANSWER_LIMIT, part -> {
            bytes.writeBytes(part.getData().toByteArray());
            return bytes.size() <= MAX_MANIFEST;
        });
        return ManifestJson.layers(bytes.toByteArray());
    }

    private List<Info> list(List<String> filters, Duration limit) throws CriFailed, InterruptedException {
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

    /// Bytes that are there of each blob that is being written, stale ones of an earlier crash too.
    Map<String, Long> active() throws CriFailed, InterruptedException {
        Map<String, Long> active = new HashMap<>();
        for (Status status : channel.call(
                        CriMethods.LIST_STATUSES, ListStatusesRequest.getDefaultInstance(), ANSWER_LIMIT)
                .getStatusesList()) {
            // `layer-sha256:...`: what it is, then its digest
            String ref = status.getRef();
            active.put(ref.substring(ref.indexOf('-') + 1), Math.max(0, status.getOffset()));
        }
        return active;
    }
}
