package io.imagesync.archive;

import io.imagesync.archive.ImageJson.Document;
import io.imagesync.archive.ImageJson.Listed;
import io.imagesync.json.StrictJson;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Result;
import io.imagesync.relay.Blobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where all content of an image is. Of an index of several platforms each platform is taken of which somebody has all.
///
/// @param digest the image's name with its digest, where a holder has it
/// @param manifest configuration and layers of the first platform
/// @param blobs digest to where it is
record Gathered(Descriptor target, Optional<ImageRef> digest, List<Descriptor> manifest, Map<String, Found> blobs) {
    /// @param holders who have it, at least one
    record Found(Descriptor blob, List<Blobs> holders) {}

    static Result<Gathered> of(ImageRef name, List<Blobs> holders, Duration limit) throws InterruptedException {
        Failure why = Broken.content("none of the nodes that were asked has it under this name");
        for (Blobs holder : holders) {
            switch (holder.target(name, limit)) {
                case Result.Failed<Optional<Descriptor>>(var failure) -> why = failure;
                case Result.Ok<Optional<Descriptor>>(var target) -> {
                    if (target.isPresent()) {
                        return new Search(name, target.get(), holders, limit).gathered();
                    }
                }
            }
        }
        return new Result.Failed<>(why);
    }

    /// One image, at all of its holders.
    private static final class Search {
        private final ImageRef name;
        private final Descriptor target;
        private final List<Blobs> holders;
        private final Duration limit;
        private final Map<String, Found> blobs = new LinkedHashMap<>();
        private final List<Descriptor> manifest = new ArrayList<>();
        private Failure why = Broken.content("none of the nodes that were asked has all of its content");

        Search(ImageRef name, Descriptor target, List<Blobs> holders, Duration limit) {
            this.name = name;
            this.target = target;
            this.holders = holders;
            this.limit = limit;
        }

        Result<Gathered> gathered() throws InterruptedException {
            boolean whole = ImageJson.isIndex(target.mediaType())
                    ? index()
                    : ImageJson.isManifest(target.mediaType()) && manifest(target);
            if (!whole) {
                return new Result.Failed<>(why);
            }
            return new Result.Ok<>(new Gathered(target, digest(), List.copyOf(manifest), blobs));
        }

        private boolean index() throws InterruptedException {
            Optional<Document> document = document(target, holders);
            boolean some = false;
            for (Listed listed : document.map(Document::manifests).orElse(List.of())) {
                some |= ImageJson.isManifest(listed.descriptor().mediaType()) && manifest(listed.descriptor());
            }
            return some && add(List.of(target), holdersOf(List.of(target)));
        }

        private boolean manifest(Descriptor one) throws InterruptedException {
            List<Blobs> some = holdersOf(List.of(one));
            Optional<Document> document = some.isEmpty() ? Optional.empty() : document(one, some);
            List<Descriptor> needed = document.map(Document::blobs).orElse(List.of());
            List<Blobs> whole = needed.isEmpty() ? List.of() : holdersOf(needed);
            if (whole.isEmpty()) {
                return false;
            }
            if (manifest.isEmpty()) {
                manifest.addAll(needed);
            }
            return add(needed, whole) && add(List.of(one), some);
        }

        private boolean add(List<Descriptor> all, List<Blobs> from) {
            all.forEach(one -> blobs.putIfAbsent(one.digest(), new Found(one, from)));
            return !from.isEmpty();
        }

        /// Those who have all of it, each in its right size.
        private List<Blobs> holdersOf(List<Descriptor> all) throws InterruptedException {
            List<String> digests =
                    all.stream().map(Descriptor::digest).distinct().toList();
            List<Blobs> whole = new ArrayList<>();
            for (Blobs holder : holders) {
                switch (holder.sizes(digests, limit)) {
                    case Result.Failed<Map<String, Long>>(var failure) -> why = failure;
                    case Result.Ok<Map<String, Long>>(var sizes) -> {
                        if (all.stream()
                                .allMatch(one -> Long.valueOf(one.size()).equals(sizes.get(one.digest())))) {
                            whole.add(holder);
                        }
                    }
                }
            }
            return whole;
        }

        private Optional<Document> document(Descriptor one, List<Blobs> from) throws InterruptedException {
            for (Blobs holder : from) {
                Optional<Document> read = document(one, holder);
                if (read.isPresent()) {
                    return read;
                }
            }
            return Optional.empty();
        }

        private Optional<Document> document(Descriptor one, Blobs holder) throws InterruptedException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Copy copy = new Copy(one, bytes);
            try {
                Optional<Failure> failure = one.size() > ImageJson.MAX
                        ? Optional.of(Broken.content(one.digest() + " is too large for a manifest"))
                        : holder.read(one.digest(), 0, limit, copy);
                if (failure.isEmpty() && copy.isWhole()) {
                    return Optional.of(ImageJson.document(bytes.toByteArray()));
                }
                why = failure.orElseGet(() -> Broken.content(one.digest() + " of " + holder.where() + " is damaged"));
            } catch (IOException | StrictJson.Broken e) {
                why = Broken.content(one.digest() + " of " + holder.where() + ": " + e.getMessage());
            }
            return Optional.empty();
        }

        /// The name by which its registry is known to have it.
        private Optional<ImageRef> digest() throws InterruptedException {
            ImageRef digest = ImageRef.of(name.name() + "@" + target.digest());
            for (Blobs holder : holders) {
                if (holder.target(digest, limit)
                        .toOptional()
                        .orElse(Optional.empty())
                        .equals(Optional.of(target))) {
                    return Optional.of(digest);
                }
            }
            return Optional.empty();
        }
    }
}
