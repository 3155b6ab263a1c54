package io.imagesync.node;

import io.imagesync.cri.Info;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// One image that is being pulled: which blobs are its own, and how many bytes of them have come. Used by one thread.
final class PulledImage {
    /// A registry that takes a moment is not silent.
    private static final int QUIET_LOOKS = 3;

    private final ImageRef image;
    private final ContentStore store;
    private final Consumer<PullProgress> progress;
    /// Digest to bytes, of what this pull has to download; empty until the manifest is known.
    private final Map<String, Long> blobs = new HashMap<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> begun = new HashSet<>();
    /// Looks so far, at none of which anything had come; negative since something has, or may have.
    private final AtomicInteger quiet = new AtomicInteger();

    private Map<String, Long> before = Map.of();

    PulledImage(ImageRef image, ContentStore store, Consumer<PullProgress> progress) {
        this.image = image;
        this.store = store;
        this.progress = progress;
    }

    /// @param active bytes that are there of each blob that is being written
    void look(Map<String, Long> active) throws CriFailed, InterruptedException {
        if (quiet.get() > 0 && !active.equals(before)) {
            doubt();
        }
        before = active;
        if (blobs.isEmpty()) {
            findManifest(active);
        }
        if (!blobs.isEmpty()) {
            progress.accept(sum(active));
        }
    }

    /// Whether the registry has answered nothing yet: at several looks, and at all there were, the store had nothing of
    /// the image's repository, and nothing was coming to the node, for this pull or another.
    boolean isSilent() {
        return quiet.get() >= QUIET_LOOKS;
    }

    /// From now on nobody can say that nothing has come.
    void doubt() {
        quiet.set(-1);
    }

    /// The manifest is the one of the image's repository of which a blob is being downloaded. With two such,
    /// of two tags pulled at once, nobody can tell which is which.
    private void findManifest(Map<String, Long> active) throws CriFailed, InterruptedException {
        if (active.isEmpty() && quiet.get() < 0) {
            return;
        }
        List<Info> parents = store.parentsIn(image);
        if (parents.isEmpty()) {
            quiet.updateAndGet(looks -> looks < 0 ? looks : looks + 1);
        } else {
            doubt();
        }
        List<Info> manifests = parents.stream()
                .filter(manifest -> ContentStore.children(manifest).stream().anyMatch(active::containsKey))
                .toList();
        if (manifests.size() == 1) {
            blobs.putAll(store.layers(manifests.getFirst()));
            // What is older than the manifest was there before.
            Instant created = ContentStore.created(manifests.getFirst());
            for (Info held : store.find(blobs.keySet())) {
                if (ContentStore.created(held).isBefore(created)) {
                    blobs.remove(held.getDigest());
                }
            }
        }
    }

    private PullProgress sum(Map<String, Long> active) throws CriFailed, InterruptedException {
        noteDone(active);
        long bytes = 0;
        long total = 0;
        boolean downloading = false;
        for (Map.Entry<String, Long> blob : blobs.entrySet()) {
            total += blob.getValue();
            if (done.contains(blob.getKey())) {
                bytes += blob.getValue();
            } else {
                bytes += Math.min(blob.getValue(), active.getOrDefault(blob.getKey(), 0L));
                downloading = true;
            }
        }
        return new PullProgress(downloading ? Phase.DOWNLOADING : Phase.UNPACKING, bytes, OptionalLong.of(total));
    }

    /// A blob is done when it is in the store, or when it was being written and is no more: some runtimes delete what
    /// they have unpacked.
    private void noteDone(Map<String, Long> active) throws CriFailed, InterruptedException {
        Set<String> waiting = new HashSet<>();
        for (String digest : blobs.keySet()) {
            if (active.containsKey(digest)) {
                begun.add(digest);
            } else if (begun.contains(digest)) {
                done.add(digest);
            } else if (!done.contains(digest)) {
                waiting.add(digest);
            }
        }
        if (!waiting.isEmpty()) {
            store.find(waiting).forEach(blob -> done.add(blob.getDigest()));
        }
    }
}
