package io.imagesync.plan;

import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Pull;
import io.imagesync.model.Sizes;
import io.imagesync.model.Skip;
import io.imagesync.model.Skip.Reason;
import java.util.Optional;

/// Why a node that lacks an image is not to pull it.
record SkipRules(Rules rules) {
    /// @return nothing when it is to be pulled
    Optional<Skip> skip(Pull pull, Wanted want, Listing node) {
        if (want.loadedByHand()) {
            return skip(pull, Reason.LOADED_BY_HAND, byHand(pull.image()));
        }
        if (want.onlyForOthers(node)) {
            return skip(
                    pull,
                    Reason.OTHER_ARCHITECTURE,
                    "only held on " + want.architectures() + "; name it in IMAGES if there is one for this node");
        }
        long size = pull.size().orElse(0);
        if (rules.maxImageSize().isPresent()
                && pull.runtime().isAbove(rules.maxImageSize().getAsLong(), size, pull.told())) {
            return skip(pull, Reason.TOO_LARGE, Sizes.bytes(size) + " are more than MAX_IMAGE_SIZE");
        }
        long needed = pull.needed();
        if (needed > 0
                && node.disk().filter(d -> !rules.disk().allows(d, 0, needed)).isPresent()) {
            return skip(pull, Reason.DISK, rules.disk().words(node.disk().orElseThrow(), needed));
        }
        return rules.heldBack(pull)
                .map(held -> new Skip(pull.node(), pull.image(), held.reason(), held.detail(), held.alreadyReported()));
    }

    private static String byHand(ImageRef image) {
        return image.hasRegistry()
                ? "no holder has a digest of " + image.name() + " for it: tagged or loaded by hand, or pulled by ctr;"
                        + " name it in IMAGES if its registry has it, else push it, or load it here too"
                : "localhost is no registry: podman calls so what was built on a machine; push it to a registry under"
                        + " its name, or load it here too";
    }

    private static Optional<Skip> skip(Pull pull, Reason reason, String detail) {
        return Optional.of(new Skip(pull.node(), pull.image(), reason, detail));
    }
}
