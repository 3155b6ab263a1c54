package io.imagesync.plan;

import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Sizes;
import io.imagesync.model.Skip;
import io.imagesync.model.Skip.Reason;
import io.imagesync.model.Survey;
import io.imagesync.model.Way;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// By which way a node is to get an image that it lacks, and why it is not to.
///
/// @param awaited what pods wait for on each node
record SkipRules(Rules rules, Map<NodeName, Set<ImageRef>> awaited) {
    SkipRules(Rules rules) {
        this(rules, rules.demand().awaited());
    }

    /// @param again whether the node has an image of that name
    Pull pull(Survey.Listed node, Wanted want, boolean again) {
        RuntimeKind runtime = node.listing().runtime();
        RuntimeKind told = want.tellsSize(runtime);
        return new Pull(
                node.node(),
                want.name(),
                want.size(told),
                again,
                runtime,
                told,
                way(want, node.node(), node.listing()),
                awaited.getOrDefault(node.node(), Set.of()).contains(want.name()));
    }

    private Way way(Wanted want, NodeName node, Listing listing) {
        boolean relayed = switch (rules.relay()) {
            case NO -> false;
            case LOADED -> want.loadedByHand();
            case FAILED ->
                want.loadedByHand()
                        || (isRemembered(rules.heldBack(node, want.name()))
                                && !want.senders(listing.architecture()).isEmpty());
            case ALWAYS -> true;
        };
        return relayed ? Way.Relay.OPEN : Way.REGISTRY;
    }

    /// Whether its registry is known to be of no use.
    private static boolean isRemembered(Optional<Skip> held) {
        return held.filter(skip -> skip.reason() == Reason.REMEMBERED).isPresent();
    }

    /// @return nothing when it is to be had
    Optional<Skip> skip(Pull pull, Wanted want, Listing node) {
        if (want.loadedByHand() && !pull.isRelay()) {
            return skip(pull, Reason.LOADED_BY_HAND, byHand(pull.image()));
        }
        if (want.onlyForOthers(node) && !rules.demand().needs(pull.image(), pull.node())) {
            return skip(
                    pull,
                    Reason.OTHER_ARCHITECTURE,
                    "only " + want.architectures() + " nodes have it; if it exists for this node too, name it in"
                            + " IMAGES");
        }
        Optional<Skip> held = rules.heldBack(pull.node(), pull.image());
        if (pull.isRelay()) {
            String why = notRelayed(want, node);
            if (!why.isEmpty()) {
                return held.or(() -> skip(pull, Reason.NOT_RELAYED, why));
            }
            held = held.filter(skip -> skip.reason() != Reason.REMEMBERED);
        }
        long size = pull.size().orElse(0);
        if (rules.maxImageSize().isPresent()
                && pull.runtime().isAbove(rules.maxImageSize().getAsLong(), size, pull.told())) {
            return skip(pull, Reason.TOO_LARGE, Sizes.bytes(size) + " is more than MAX_IMAGE_SIZE");
        }
        long needed = pull.needed();
        if (needed > 0
                && node.disk().filter(d -> !rules.disk().allows(d, 0, needed)).isPresent()) {
            return skip(pull, Reason.DISK, rules.disk().words(node.disk().orElseThrow(), needed));
        }
        return held;
    }

    private static String notRelayed(Wanted want, Listing node) {
        if (!want.isHeld()) {
            return "no node has it, and a run asks no registry for it; load it on a node";
        }
        if (want.drifts()) {
            return "nodes have different images under this name; load the right one on each of them, or push it";
        }
        if (node.runtime() != RuntimeKind.CONTAINERD) {
            return "a relay needs containerd on this node; push the image to a registry, or load it here too";
        }
        return want.senders(node.architecture()).isEmpty()
                ? "no node that has it can send it: the sender needs containerd, and must be in SOURCE_NODES if set"
                : "";
    }

    /// The skip in place of a relay that nobody was found for.
    Skip withoutSource(Pull pull, Failure why) {
        Reason reason = why.retryable() ? Reason.SOURCE_UNKNOWN : Reason.NOT_RELAYED;
        return rules.heldBack(pull.node(), pull.image())
                .orElseGet(() -> new Skip(pull.node(), pull.image(), reason, why.what() + "; " + why.remedy()));
    }

    private static String byHand(ImageRef image) {
        return image.hasRegistry()
                ? "no node knows a digest of " + image.name() + " for it: tagged or loaded by hand, or pulled by ctr;"
                        + " if its registry has it, name it in IMAGES, else push it, or load it here too"
                : "localhost is not a registry: podman uses that name for what was built on a machine; push it to a"
                        + " registry, or load it here too";
    }

    private static Optional<Skip> skip(Pull pull, Reason reason, String detail) {
        return Optional.of(new Skip(pull.node(), pull.image(), reason, detail));
    }
}
