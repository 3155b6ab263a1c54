package io.imagesync.relay;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.Result;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import io.imagesync.relay.Relay.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Who can send an image to a node. Nothing is begun that cannot be completed: what the node lacks is there, whole, at
/// the one that sends.
final class Sources {
    /// Images whose content is known by their digests, which never changes; more are not kept.
    private static final int MAX_KNOWN = 10_000;

    private final Map<String, ImageContent> known = new ConcurrentHashMap<>();

    Result<Offer> look(ImageRef image, List<Blobs> holders, Node target, Until until) throws InterruptedException {
        Optional<Contents> contents = target.contents();
        Optional<String> machine = contents.flatMap(Contents::architecture);
        if (machine.isEmpty()) {
            Why why = contents.isEmpty() ? Why.NO_CONTENTS : Why.PLATFORM_UNKNOWN;
            return new Result.Failed<>(new NotRelayed(why, target.name().text()));
        }
        List<NotRelayed> refused = new ArrayList<>();
        for (Blobs holder : holders) {
            Result<Offer> offer = new Search(image, holder, contents.get(), machine.get(), until).offer();
            if (!(offer instanceof Result.Failed(NotRelayed why))) {
                return offer;
            }
            refused.add(why);
        }
        return new Result.Failed<>(summed(refused));
    }

    /// Nodes that do not have it say least. The details of those that say the same go together.
    private static NotRelayed summed(List<NotRelayed> refused) {
        Why why = refused.stream()
                .map(NotRelayed::why)
                .filter(some -> some != Why.NOT_HELD)
                .findFirst()
                .orElse(Why.NOT_HELD);
        return new NotRelayed(
                why,
                refused.stream()
                        .filter(one -> one.why() == why)
                        .map(NotRelayed::detail)
                        .collect(Collectors.joining("; ")));
    }

    /// One image at one holder for one node.
    private final class Search {
        private final ImageRef image;
        private final Blobs holder;
        private final Contents target;
        private final String machine;
        private final Until until;

        Search(ImageRef image, Blobs holder, Contents target, String machine, Until until) {
            this.image = image;
            this.holder = holder;
            this.target = target;
            this.machine = machine;
            this.until = until;
        }

        /// @return where the holder cannot send it a [NotRelayed], and another failure where the target cannot be asked
        Result<Offer> offer() throws InterruptedException {
            return switch (holder.target(image, until.left())) {
                case Result.Failed(Failure failure) -> refused(failure);
                case Result.Ok(Optional<Descriptor> there)
                when there.isEmpty() -> refused(Why.NOT_HELD, holder.where());
                case Result.Ok(Optional<Descriptor> there) -> offer(there.get());
            };
        }

        private Result<Offer> offer(Descriptor descriptor) throws InterruptedException {
            Result<ImageContent> read = content(descriptor);
            if (!(read instanceof Result.Ok(ImageContent content))) {
                return refused(((Result.Failed<ImageContent>) read).failure());
            }
            Set<String> digests = content.blobs().keySet();
            Result<Map<String, Long>> there = target.sizes(digests, until.left());
            if (!(there instanceof Result.Ok(Map<String, Long> atTarget))) {
                return new Result.Failed<>(new NodeTrouble(((Result.Failed<?>) there).failure()));
            }
            List<Descriptor> missing = absent(content, digests, atTarget);
            Result<Map<String, Long>> sizes = holder.sizes(digests, until.left());
            if (!(sizes instanceof Result.Ok(Map<String, Long> atHolder))) {
                return refused(((Result.Failed<?>) sizes).failure());
            }
            List<String> wanted = missing.stream().map(Descriptor::digest).toList();
            List<Descriptor> nowhere = absent(content, wanted, atHolder);
            return nowhere.isEmpty()
                    ? named(content, missing)
                    : refused(Why.INCOMPLETE, lacks(nowhere, digests.size()));
        }

        /// Other content under its digest is none.
        private static List<Descriptor> absent(
                ImageContent content, Iterable<String> digests, Map<String, Long> there) {
            List<Descriptor> absent = new ArrayList<>();
            for (String digest : digests) {
                Descriptor blob = content.blobs().get(digest);
                if (blob != null && there.getOrDefault(digest, -1L) != blob.size()) {
                    absent.add(blob);
                }
            }
            return absent;
        }

        private String lacks(List<Descriptor> nowhere, int all) {
            boolean foreign = nowhere.stream()
                    .map(Descriptor::mediaType)
                    .anyMatch(type -> type.contains("nondistributable") || type.contains("foreign"));
            return holder.where() + " lacks " + nowhere.size() + " of " + all + " parts"
                    + (foreign ? ", among them foreign layers, which are not passed on" : "");
        }

        private Result<ImageContent> content(Descriptor descriptor) throws InterruptedException {
            String key = machine + " " + descriptor.digest() + " " + descriptor.mediaType();
            ImageContent before = known.get(key);
            if (before != null) {
                return new Result.Ok<>(before);
            }
            Result<ImageContent> read = ImageContent.read(holder, descriptor, machine, until.left());
            if (read instanceof Result.Ok(ImageContent content) && known.size() < MAX_KNOWN) {
                known.put(key, content);
            }
            return read;
        }

        /// The names that the holder has for it: its digest is one only where a registry is known to have it.
        private Result<Offer> named(ImageContent content, List<Descriptor> missing) throws InterruptedException {
            String byDigest = image.name() + "@" + content.target().digest();
            List<String> names = new ArrayList<>();
            if (!image.isDigested()) {
                Result<Optional<Descriptor>> there = holder.target(ImageRef.of(byDigest), until.left());
                if (there instanceof Result.Failed(Failure failure)) {
                    return refused(failure);
                }
                there.toOptional().flatMap(some -> some).ifPresent(_ -> names.add(byDigest));
            }
            names.add(image.canonical());
            return new Result.Ok<>(new Offer(image, holder, content.target(), names, content.blobs(), missing));
        }

        private Result<Offer> refused(Failure failure) {
            return failure instanceof NotRelayed(Why why, String detail)
                    ? refused(why, why == Why.NO_CONTENTS ? detail : holder.where() + ": " + detail)
                    : refused(Why.SOURCE_FAILED, holder.where() + ": " + failure.what());
        }

        private static Result<Offer> refused(Why why, String detail) {
            return new Result.Failed<>(new NotRelayed(why, detail));
        }
    }
}
