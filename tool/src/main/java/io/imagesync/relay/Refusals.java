package io.imagesync.relay;

import io.imagesync.model.Failure;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.PullFailure.TimedOut;
import java.util.Optional;

/// What a node's runtime says of its registry when that is us.
final class Refusals {
    private Refusals() {}

    /// @param broken why we broke a blob off
    /// @param source whose content it was
    static PullFailure inOurWords(PullFailure failure, Optional<Failure> broken, String source) {
        if (failure instanceof TimedOut timedOut && !timedOut.registry().isEmpty()) {
            return timedOut.notAsked();
        }
        if (!(failure instanceof Refused refused) || !isOfRegistry(refused.kind())) {
            return failure;
        }
        if (broken.isPresent() && broken.get() instanceof PullFailure ours) {
            return ours;
        }
        return refused.kind() == Kind.CORRUPT
                ? new NotRelayed(Why.NOT_AS_ANNOUNCED, source + ": " + refused.detail())
                : new NotRelayed(Why.REFUSED, refused.detail());
    }

    private static boolean isOfRegistry(Kind kind) {
        return switch (kind) {
            case NOT_FOUND,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    LEGAL,
                    STORE_REFUSED,
                    PROXY,
                    RATE_LIMITED,
                    REGISTRY_ERROR,
                    REGISTRY_UNREACHABLE,
                    CONNECTION_BROKEN,
                    CORRUPT,
                    NO_IMAGE,
                    CLOCK,
                    TLS,
                    OTHER -> true;
            case FORMAT_TOO_OLD,
                    FORMAT_TOO_NEW,
                    BAD_REFERENCE,
                    SHORT_NAME,
                    SIGNATURE,
                    NO_SPACE,
                    NO_PLATFORM,
                    NODE_FILES,
                    NODE_FAULT,
                    DEADLINE,
                    BUSY,
                    RUNTIME_UNAVAILABLE -> false;
        };
    }
}
