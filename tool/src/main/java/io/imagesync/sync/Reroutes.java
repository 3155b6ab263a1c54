package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.NodeName;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.BiConsumer;

/// How relays are made; with RELAY=failed also instead of pulls that came to nothing because of their registry.
/// Guarded by its owner, to whom what was found is told by its queue.
final class Reroutes {
    private final Relays relays;
    private final RelayMode mode;
    private final EventListener events;
    private final TaskGroup tasks;
    private final BlockingQueue<Runnable> news;
    private final BiConsumer<Outcome, Optional<Pull>> found;
    /// Nodes for which a source is being looked for, as often as that is.
    private final List<NodeName> looking = new ArrayList<>();
    /// Relays to the outcomes of the pulls that they come instead of.
    private final Map<Pull, Outcome> before = new HashMap<>();

    /// @param found is told of each outcome with the relay that comes instead of the pull, or with none
    Reroutes(
            Relays relays,
            RelayMode mode,
            TaskGroup tasks,
            BlockingQueue<Runnable> news,
            EventListener events,
            BiConsumer<Outcome, Optional<Pull>> found) {
        this.relays = relays;
        this.mode = mode;
        this.events = events;
        this.tasks = tasks;
        this.news = news;
        this.found = found;
    }

    /// Looks for a source, on another thread, if the image may come by a relay. What has come is a source itself.
    ///
    /// @return whether it does
    boolean begin(Outcome outcome) {
        Pull pull = outcome.pull();
        if (outcome instanceof Outcome.Pulled) {
            relays.sources().got(pull);
        }
        boolean begins = mode == RelayMode.FAILED
                && !tasks.isStopped()
                && !pull.isRelay()
                && pull.runtime() == RuntimeKind.CONTAINERD
                && isOfRegistry(outcome)
                && relays.sources().hasSenders(pull);
        if (begins) {
            looking.add(pull.node());
            tasks.start("look for " + pull.image() + " for " + pull.node(), () -> look(outcome));
        }
        return begins;
    }

    private void look(Outcome outcome) {
        Optional<Pull> relay = Optional.empty();
        try {
            relay = relays.sources().find(outcome.pull().by(Way.Relay.OPEN)).toOptional();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Optional<Pull> from = relay;
            news.add(() -> looked(outcome, from));
        }
    }

    private void looked(Outcome outcome, Optional<Pull> relay) {
        looking.remove(outcome.pull().node());
        relay.ifPresent(from -> {
            before.put(from, outcome);
            events.on(new SyncEvent.Rerouted(outcome.pull(), why(outcome), from));
        });
        found.accept(outcome, relay);
    }

    boolean isLooking() {
        return !looking.isEmpty();
    }

    /// Whether something may still be had from the node, or for it.
    boolean mayNeed(NodeName node) {
        return looking.contains(node) || relays.sources().mayNeed(node);
    }

    /// What is said of the image: a relay that was not tried says less than the pull before it.
    Outcome last(Outcome outcome) {
        Outcome pulled = before.remove(outcome.pull());
        return pulled != null && outcome instanceof Outcome.NotTried ? pulled : outcome;
    }

    private static String why(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed failed -> failed.why().what();
            case Outcome.NotTried(var _, var _, var detail) -> detail;
            case Outcome.Pulled _ -> "";
        };
    }

    private static boolean isOfRegistry(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Pulled _ -> false;
            case Outcome.NotTried(var _, var cause, var _) -> cause == Outcome.Cause.REGISTRY;
            case Outcome.Failed failed -> isOfRegistry(failed.why());
        };
    }

    private static boolean isOfRegistry(PullFailure why) {
        return switch (why) {
            case PullFailure.Refused refused -> isOfRegistry(refused.kind());
            case PullFailure.CredentialRefused _, PullFailure.CredentialWithheld _, PullFailure.CredentialNotSent _ ->
                true;
            case PullFailure.TimedOut timedOut -> !timedOut.registry().isEmpty();
            case PullFailure.NotSeen _, PullFailure.Cancelled _, NotRelayed _, PullFailure.NodeTrouble _ -> false;
        };
    }

    /// Whether the registry or the way to it is at fault, still after all tries. What is forbidden by law or by a
    /// policy
    /// of the node does not come by another way.
    private static boolean isOfRegistry(PullFailure.Kind kind) {
        return switch (kind) {
            case NOT_FOUND,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    PROXY,
                    REGISTRY_ERROR,
                    REGISTRY_UNREACHABLE,
                    CONNECTION_BROKEN,
                    NO_IMAGE,
                    TLS,
                    SHORT_NAME -> true;
            case LEGAL,
                    STORE_REFUSED,
                    RATE_LIMITED,
                    CORRUPT,
                    FORMAT_TOO_OLD,
                    FORMAT_TOO_NEW,
                    CLOCK,
                    BAD_REFERENCE,
                    SIGNATURE,
                    NO_SPACE,
                    NO_PLATFORM,
                    NODE_FILES,
                    NODE_FAULT,
                    DEADLINE,
                    BUSY,
                    RUNTIME_UNAVAILABLE,
                    OTHER -> false;
        };
    }
}
