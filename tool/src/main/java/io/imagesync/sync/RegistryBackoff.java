package io.imagesync.sync;

import io.imagesync.model.NodeName;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What registries and the runtimes of nodes have answered in this run, and what follows for further tries: a registry
/// that limits the rate is left alone for a while by all nodes, one that cannot be reached from a node is not asked
/// again by that node, and a node that is lost or whose runtime does not answer is given up. Relays ask no registry.
/// Each `now` is a moment by
/// the monotonic clock in nanoseconds. Safe for use by several threads.
final class RegistryBackoff {
    /// A registry that limits the rate is left alone for so long at first, then for twice as long each time.
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /// So many tries in a row that found no way to the registry.
    private static final int REFUSALS = 3;

    private final Map<String, Pause> pauses = new HashMap<>();
    private final Map<Way, Integer> refusals = new HashMap<>();
    private final Map<Way, String> blockedWays = new HashMap<>();
    private final Map<String, String> blocked = new HashMap<>();
    private final Map<NodeName, Blocked> blockedNodes = new HashMap<>();

    /// Why no further try is made in this run.
    record Blocked(Cause cause, String detail) {}

    /// @param end by the monotonic clock, nanoseconds
    /// @param length zero when it helped
    private record Pause(long end, Duration length) {
        Duration next(boolean longer) {
            if (length.isZero()) {
                return FIRST_PAUSE;
            }
            Duration twice = length.multipliedBy(2);
            return longer ? (twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE) : length;
        }
    }

    private record Way(NodeName node, String registry) {
        static Way of(Pull pull) {
            return new Way(pull.node(), pull.image().registry());
        }
    }

    /// A try has ended.
    ///
    /// @param began by the monotonic clock, as `now`
    /// @param failure nothing when it went well
    /// @return how long the registry is left alone from now on, when that has just been decided
    synchronized Optional<Duration> heard(Pull pull, long began, Optional<PullFailure> failure, long now) {
        Optional<Kind> kind = failure.flatMap(RegistryBackoff::kind);
        if (pull.isRelay() || (failure.isPresent() && kind.isEmpty())) {
            return Optional.empty();
        }
        if (kind.equals(Optional.of(Kind.REGISTRY_UNREACHABLE))) {
            refusals.merge(Way.of(pull), 1, Integer::sum);
            return Optional.empty();
        }
        refusals.remove(Way.of(pull));
        String registry = pull.image().registry();
        if (kind.equals(Optional.of(Kind.RATE_LIMITED))) {
            return limited(registry, began, now);
        }
        Pause pause = pauses.get(registry);
        if (pause != null && began - pause.end >= 0) {
            pauses.put(registry, new Pause(pause.end, Duration.ZERO));
        }
        return Optional.empty();
    }

    /// What the registry, or the way to it, has to do with.
    private static Optional<Kind> kind(PullFailure failure) {
        return switch (failure) {
            case PullFailure.Refused refused -> Optional.of(refused.kind()).filter(RegistryBackoff::isAnswer);
            case PullFailure.CredentialRefused(var _, var refused) -> kind(refused);
            case PullFailure.CredentialNotSent(var _, var refused) -> kind(refused);
            case PullFailure.TimedOut timedOut ->
                timedOut.registry().isEmpty() ? Optional.empty() : Optional.of(Kind.REGISTRY_UNREACHABLE);
            case PullFailure.CredentialWithheld _,
                    PullFailure.NotSeen _,
                    PullFailure.Cancelled _,
                    NotRelayed _,
                    PullFailure.NodeTrouble _ -> Optional.empty();
        };
    }

    private static boolean isAnswer(Kind kind) {
        return switch (kind) {
            case PROXY,
                    CLOCK,
                    FORMAT_TOO_NEW,
                    BAD_REFERENCE,
                    SHORT_NAME,
                    SIGNATURE,
                    NO_SPACE,
                    NODE_FILES,
                    NODE_FAULT,
                    DEADLINE,
                    BUSY,
                    RUNTIME_UNAVAILABLE,
                    OTHER -> false;
            case NOT_FOUND,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    LEGAL,
                    STORE_REFUSED,
                    RATE_LIMITED,
                    REGISTRY_ERROR,
                    REGISTRY_UNREACHABLE,
                    CONNECTION_BROKEN,
                    CORRUPT,
                    NO_IMAGE,
                    FORMAT_TOO_OLD,
                    TLS,
                    NO_PLATFORM -> true;
        };
    }

    /// During a pause it says nothing new. After it, a try that began since then tells that the pause was too short;
    /// one from before it has the registry left alone for as long again.
    private Optional<Duration> limited(String registry, long began, long now) {
        Pause last = pauses.get(registry);
        if (last == null) {
            return pause(registry, FIRST_PAUSE, now);
        }
        if (blocked.containsKey(registry) || last.end - now > 0) {
            return Optional.empty();
        }
        boolean tooShort = began - last.end >= 0;
        if (tooShort && last.length.equals(LONGEST_PAUSE)) {
            blocked.put(
                    registry,
                    registry + " limits the rate, also after a pause of " + LONGEST_PAUSE.toMinutes() + " minutes");
            return Optional.empty();
        }
        return pause(registry, last.next(tooShort), now);
    }

    private Optional<Duration> pause(String registry, Duration length, long now) {
        pauses.put(registry, new Pause(now + length.toNanos(), length));
        return Optional.of(length);
    }

    /// A pull has failed for good.
    synchronized void failed(Pull pull, PullFailure why) {
        Way way = Way.of(pull);
        if (!pull.isRelay()
                && kind(why).equals(Optional.of(Kind.REGISTRY_UNREACHABLE))
                && refusals.getOrDefault(way, 0) >= REFUSALS) {
            blockedWays.put(
                    way,
                    way.registry + " cannot be reached from " + way.node + ", tried " + refusals.get(way)
                            + " times in a row: " + why.what());
        }
    }

    /// Nothing more can be pulled on the node.
    ///
    /// @return whether that is news
    synchronized boolean block(NodeName node, Blocked why) {
        return blockedNodes.putIfAbsent(node, why) == null;
    }

    /// Whether nothing was heard so far that any pull has to wait or to be given up for.
    synchronized boolean isQuiet() {
        return pauses.isEmpty() && blocked.isEmpty() && blockedWays.isEmpty() && blockedNodes.isEmpty();
    }

    /// Why no further try is made in this run.
    synchronized Optional<Blocked> blocked(Pull pull) {
        return Optional.ofNullable(blockedNodes.get(pull.node()))
                .or(() -> blockedRegistry(pull).map(detail -> new Blocked(Cause.REGISTRY, detail)));
    }

    private Optional<String> blockedRegistry(Pull pull) {
        return pull.isRelay()
                ? Optional.empty()
                : Optional.ofNullable(blocked.get(pull.image().registry()))
                        .or(() -> Optional.ofNullable(blockedWays.get(Way.of(pull))));
    }

    synchronized boolean isPaused(Pull pull, long now) {
        return pauseEnd(pull, now).isPresent();
    }

    /// When the registry may be asked again, by the monotonic clock; empty when it may now.
    synchronized OptionalLong pauseEnd(Pull pull, long now) {
        Pause pause = pauses.get(pull.image().registry());
        return pull.isRelay() || pause == null || pause.end - now <= 0
                ? OptionalLong.empty()
                : OptionalLong.of(pause.end);
    }
}
