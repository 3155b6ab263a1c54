package io.imagesync.plan;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.RemovalPlan.Staying;
import io.imagesync.model.RemovalPlan.Why;
import io.imagesync.model.Removed;
import io.imagesync.model.Tombstone;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which images somebody wants to be removed.
public sealed interface Choice {
    boolean means(ImageRef name, HeldImage image);

    /// The name under which an image is meant that has none itself.
    default Optional<ImageRef> nameless(HeldImage image) {
        return Optional.empty();
    }

    /// Why it stays on that node all the same, as far as that depends on who wants it to go.
    default Optional<Staying> stays(NodeName node, HeldImage image, ImageRef name) {
        return Optional.empty();
    }

    /// What was asked for in vain.
    ///
    /// @param held by the nodes that could be read
    default List<String> idle(Set<ImageRef> held) {
        return List.of();
    }

    /// What a person names.
    record Named(List<Asked> asked) implements Choice {
        public Named {
            asked = List.copyOf(asked);
        }

        /// @param texts names with tag or digest, or patterns over `name:tag`
        public static Named of(List<String> texts) {
            return new Named(texts.stream().map(Asked::new).toList());
        }

        @Override
        public boolean means(ImageRef name, HeldImage image) {
            return asked.stream().anyMatch(one -> one.means(name));
        }

        @Override
        public List<String> idle(Set<ImageRef> held) {
            return asked.stream()
                    .filter(one -> held.stream().noneMatch(one::means))
                    .map(Asked::text)
                    .toList();
        }
    }

    /// What was removed while a node was away: only what was removed then, and only where it was never seen to be gone.
    record Pending(Map<ImageRef, Tombstone> tombstones) implements Choice {
        public Pending {
            tombstones = Map.copyOf(tombstones);
        }

        public static Pending of(List<Tombstone> tombstones) {
            return new Pending(tombstones.stream()
                    .collect(Collectors.toMap(Tombstone::image, Function.identity(), (first, _) -> first)));
        }

        @Override
        public boolean means(ImageRef name, HeldImage image) {
            return tombstone(name, image).isPresent();
        }

        /// Also of what a run that was killed has left of an image: a digest without a tag.
        private Optional<Tombstone> tombstone(ImageRef name, HeldImage image) {
            Tombstone known = tombstones.get(name);
            return known != null || !name.isDigested() || !image.tags().isEmpty()
                    ? Optional.ofNullable(known)
                    : tombstones.values().stream()
                            .filter(one -> one.isRestOf(name, image))
                            .findFirst();
        }

        /// A run that was killed between an image's names and its id has left that.
        @Override
        public Optional<ImageRef> nameless(HeldImage image) {
            return tombstones.values().stream()
                    .filter(one -> one.ids().contains(image.id()))
                    .map(Tombstone::image)
                    .min(Comparator.naturalOrder());
        }

        @Override
        public Optional<Staying> stays(NodeName node, HeldImage image, ImageRef name) {
            Tombstone tombstone = tombstone(name, image)
                    .orElseThrow(() -> new IllegalArgumentException("not removed before: " + name));
            return switch (Removed.state(tombstone, node, image)) {
                case STILL -> Optional.empty();
                case AGAIN -> Optional.of(new Staying(name, Why.AGAIN, "it was removed from this node, and is back"));
                case OTHER -> Optional.of(new Staying(name, Why.OTHER_IMAGE, "another image has this name now"));
            };
        }
    }

    /// What is not wanted any more since there are newer tags.
    record Superseded(Set<ImageRef> images) implements Choice {
        public Superseded {
            images = Set.copyOf(images);
        }

        @Override
        public boolean means(ImageRef name, HeldImage image) {
            return images.contains(name);
        }
    }
}
