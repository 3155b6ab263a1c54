package io.imagesync.sync;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Limits;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.PinReason;
import io.imagesync.model.Result;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import io.imagesync.plan.Pinning;
import io.imagesync.plan.Pinning.Named;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The pins of one node: first those end that are not to be any more.
final class NodePins {
    /// All of it together may take so many times as long as one answer.
    private static final int ANSWERS = 3;
    /// The runtime hears of labels a little later.
    private static final Duration HEARS = Duration.ofSeconds(1);

    private final Node node;
    private final Contents contents;
    private final Duration answer;
    private final Time time;
    private final long start;
    private final List<String> ended = new ArrayList<>();
    private Optional<Boolean> taken = Optional.empty();

    NodePins(Node node, Contents contents, Limits limits, Time time) {
        this.node = node;
        this.contents = contents;
        this.answer = limits.listing();
        this.time = time;
        this.start = time.nanos();
    }

    /// Images whose pins have ended.
    List<String> ended() {
        return ended;
    }

    /// Whether the runtime has taken pins, if that was seen.
    Optional<Boolean> taken() {
        return taken;
    }

    /// @return why not all of it was done, or nothing
    Optional<Failure> settle(Listing listing, Pinning.OnNode here, Pinning pinning) throws InterruptedException {
        return switch (contents.pinned(PinReason.PATTERN, answer)) {
            case Result.Failed<Map<String, String>>(Failure why) -> Optional.of(why);
            case Result.Ok<Map<String, String>>(Map<String, String> labelled) -> {
                Optional<Failure> failure = end(listing, labelled, pinning);
                yield failure.isPresent() ? failure : begin(listing, here.unpinned(), labelled.keySet());
            }
        };
    }

    /// Of what is pinned and not listed nothing is known: it may have come meanwhile.
    private Optional<Failure> end(Listing listing, Map<String, String> labelled, Pinning pinning)
            throws InterruptedException {
        Map<String, Set<String>> digests = new HashMap<>();
        labelled.forEach((name, digest) ->
                digests.computeIfAbsent(digest, _ -> new TreeSet<>()).add(name));
        for (Map.Entry<String, Set<String>> each : digests.entrySet()) {
            List<HeldImage> its = listing.images().stream()
                    .filter(image -> isNamed(image, each.getValue()))
                    .toList();
            if (!its.isEmpty() && its.stream().noneMatch(image -> pinning.keeps(image, node.name()))) {
                Result<Boolean> end = contents.unpin(each.getKey(), PinReason.PATTERN, left());
                if (end instanceof Result.Failed<Boolean>(Failure why)) {
                    return Optional.of(why);
                }
                ended.add(each.getValue().iterator().next());
            }
        }
        return Optional.empty();
    }

    private static boolean isNamed(HeldImage image, Set<String> names) {
        return names.contains(image.id())
                || image.names().map(ImageRef::canonical).anyMatch(names::contains);
    }

    /// A runtime that lists nothing as pinned of what has our labels ignores them.
    private Optional<Failure> begin(Listing listing, List<Named> unpinned, Set<String> labelled)
            throws InterruptedException {
        List<ImageRef> open = unpinned.stream()
                .filter(each -> !isNamed(each.image(), labelled))
                .map(Named::name)
                .toList();
        if (open.size() < unpinned.size() && listing.images().stream().noneMatch(HeldImage::pinned)) {
            taken = Optional.of(false);
        }
        for (ImageRef name : open) {
            Optional<Failure> failure = left().isZero()
                    ? Optional.of(new CommandTimedOut(answer.multipliedBy(ANSWERS)))
                    : pin(contents, name, left());
            if (failure.isPresent()) {
                return failure;
            }
        }
        if (!open.isEmpty() && taken.isEmpty()) {
            taken = Optional.of(isPinned(open.getFirst()));
        }
        return Optional.empty();
    }

    private boolean isPinned(ImageRef name) throws InterruptedException {
        if (look(name)) {
            return true;
        }
        time.sleep(HEARS);
        return look(name);
    }

    /// A node that does not answer has not said that it ignores pins.
    private boolean look(ImageRef name) throws InterruptedException {
        return node.look(name, false, answer)
                .toOptional()
                .map(seen -> seen.pinned() || !seen.held())
                .orElse(true);
    }

    /// For one answer, and no more than there is for all.
    private Duration left() {
        Duration left = answer.multipliedBy(ANSWERS).minus(time.since(start));
        return left.isNegative() ? Duration.ZERO : left.compareTo(answer) < 0 ? left : answer;
    }

    /// @return why it is not pinned, or nothing, also where it is gone
    static Optional<Failure> pin(Contents contents, ImageRef name, Duration limit) throws InterruptedException {
        return switch (contents.target(name.canonical(), limit)) {
            case Result.Failed<Optional<Descriptor>>(Failure why) -> Optional.of(why);
            case Result.Ok<Optional<Descriptor>>(Optional<Descriptor> target) ->
                target.isPresent() ? contents.pin(target.get().digest(), PinReason.PATTERN, limit) : Optional.empty();
        };
    }
}
