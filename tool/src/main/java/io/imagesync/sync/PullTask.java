package io.imagesync.sync;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.PullFailure.CredentialWithheld;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.NotSeen;
import io.imagesync.model.PullFailure.TimedOut;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One image that comes to one node: tries, delays and the look whether it is there, all within one limit.
final class PullTask {
    private final Pull pull;
    private final Try oneTry;
    private final Node node;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    /// What a node is given to answer after a pull when the pull's own time is up.
    static final Duration FEW_SECONDS = Duration.ofSeconds(10);
    private final Instant started;
    private final long start;
    private final AtomicReference<@Nullable PullProgress> progress = new AtomicReference<>();
    private final RegistryBackoff backoff;
    private final Runnable freeSlot;
    private Optional<PullFailure> failure = Optional.empty();
    private Optional<DiskUsage> disk = Optional.empty();
    private OptionalLong size = OptionalLong.empty();
    private int tries;
    private boolean hasPlace;

    /// @param freeSlot is run when the runtime says that it has the image, before it is looked whether it is there: the
    ///     pull's place is free then
    PullTask(
            Pull pull,
            Try oneTry,
            Node node,
            Limits limits,
            Time time,
            EventListener events,
            RegistryBackoff backoff,
            Runnable freeSlot) {
        this.pull = pull;
        this.oneTry = oneTry;
        this.node = node;
        this.limits = limits;
        this.time = time;
        this.events = events;
        this.backoff = backoff;
        this.freeSlot = freeSlot;
        this.started = time.now();
        this.start = time.nanos();
    }

    /// @return how it ended; nothing when the next try waits for its registry or for a place among the
    ///     running ones: until this is called again, or it is given up, it is to hold nothing
    Optional<Outcome> run() {
        hasPlace = true;
        try {
            if (!tryUntilDone()) {
                return Optional.empty();
            }
            failure.ifPresent(why -> backoff.failed(pull, why));
            return Optional.of(outcome());
        } catch (InterruptedException e) {
            return Optional.of(ended(new Cancelled()));
        }
    }

    /// How it ends when it is not gone on with, for a reason that lies elsewhere.
    Outcome outcome() {
        return failure.map(this::ended)
                .orElseGet(() -> new Outcome.Pulled(
                        pull, started, time.since(start), tries, transferred(), size.isPresent() ? size : pull.size()));
    }

    Outcome ended(PullFailure why) {
        return why instanceof CredentialWithheld
                ? new Outcome.NotTried(pull, Outcome.Cause.REGISTRY, why.what())
                : new Outcome.Failed(pull, why, started, time.since(start), tries);
    }

    /// @return false when the next try has to wait
    private boolean tryUntilDone() throws InterruptedException {
        while (hasPlace
                && !backoff.isPaused(pull, time.nanos())
                && backoff.blocked(pull).isEmpty()) {
            failure = tryOnce();
            if (failure.isEmpty()
                    || !failure.get().retryable()
                    || !limits.retry().allowsAnother(tries)) {
                return true;
            }
            Duration delay = limits.retry().delay(tries);
            long now = time.nanos();
            if (isHopeless(now) || delay.compareTo(left()) >= 0) {
                return true;
            }
            if (isLimited() || backoff.isPaused(pull, now)) {
                return false;
            }
            events.on(new SyncEvent.Retrying(pull, failure.get(), delay));
            time.sleep(delay);
        }
        return false;
    }

    /// Whether it was tried. If not, it has not been started, whoever called [#run].
    boolean isBegun() {
        return tries > 0;
    }

    private boolean isLimited() {
        return failure.filter(why -> !pull.isRelay()
                        && why instanceof PullFailure.Refused refused
                        && refused.kind() == Kind.RATE_LIMITED)
                .isPresent();
    }

    private void heard(long began, Optional<PullFailure> answer) {
        backoff.heard(pull, began, answer, time.nanos())
                .ifPresent(length -> events.on(new SyncEvent.Warned(pull.image().registry()
                        + " limits the rate: no new pull from it on any node for " + length.toSeconds() + "s")));
    }

    /// Whether no further try can be made: none is allowed any more, or none before TIME_OUT.
    boolean isHopeless(long now) {
        long earliest = backoff.pauseEnd(pull, now).orElse(now);
        return backoff.blocked(pull).isPresent() || start + limits.pull().toNanos() - earliest <= 0;
    }

    private Optional<PullFailure> tryOnce() throws InterruptedException {
        Duration left = left();
        if (left.toSeconds() < 1) {
            return Optional.of(ranOut(new TimedOut(limits.pull())));
        }
        if (tries++ == 0) {
            events.on(new SyncEvent.PullStarted(pull));
        }
        long began = time.nanos();
        Optional<PullFailure> answer = oneTry.make(left, this::progressed);
        heard(began, answer);
        if (answer.isEmpty()) {
            hasPlace = false;
            freeSlot.run();
            return look();
        }
        return answer.map(
                why -> why instanceof TimedOut last ? ranOut(new TimedOut(limits.pull(), last.registry())) : why);
    }

    /// What the try before found counts where nothing is known to have come since.
    private TimedOut ranOut(TimedOut why) {
        return failure.filter(_ -> progress.get() == null).map(why::after).orElse(why);
    }

    /// The runtime's word is not enough: the image counts when it is listed.
    private Optional<PullFailure> look() throws InterruptedException {
        return switch (node.look(pull.image(), limits.disk().percent() > 0, leftToAnswer())) {
            case Result.Ok<Node.Seen>(Node.Seen(boolean held, var bytes, var now, boolean pinned)) -> {
                size = bytes;
                disk = now;
                if (held) {
                    oneTry.seen(pinned, leftToAnswer());
                }
                yield held ? Optional.empty() : Optional.of(new NotSeen());
            }
            case Result.Failed<Node.Seen>(var failure) -> Optional.of(new NodeTrouble(failure));
        };
    }

    /// What the node is like after the pull has stopped, for whatever is to come there.
    ///
    /// @param disk if it could be seen
    /// @param silent why the runtime is not to be asked again, where it has not answered
    record Afterwards(Optional<DiskUsage> disk, Optional<Failure> silent) {}

    /// Asks the node where that is not known. A runtime that let a pull or a question run out of time gets one more
    /// question, and a few seconds: one that hangs would let every pull run into TIME_OUT.
    Afterwards afterwards() throws InterruptedException {
        if (isLost()) {
            return new Afterwards(Optional.empty(), Optional.empty());
        }
        if (hasRunOut()) {
            return switch (node.look(pull.image(), limits.disk().percent() > 0, FEW_SECONDS)) {
                case Result.Ok<Node.Seen>(Node.Seen(boolean _, var _, var now, var _)) ->
                    new Afterwards(now, Optional.empty());
                case Result.Failed<Node.Seen>(var why) ->
                    new Afterwards(
                            Optional.empty(), Optional.of(why).filter(f -> f instanceof NodeFailure && f.retryable()));
            };
        }
        boolean known = disk.isPresent() || limits.disk().percent() == 0;
        return new Afterwards(
                known ? disk : node.disk(leftToAnswer()).toOptional().flatMap(now -> now), Optional.empty());
    }

    /// Whether the connection to the node was lost with its last try.
    boolean isLost() {
        return failure.filter(why -> why instanceof NodeTrouble(ConnectFailure _))
                .isPresent();
    }

    private boolean hasRunOut() {
        return failure.filter(why -> why instanceof TimedOut || why instanceof NodeTrouble(CommandTimedOut _))
                .isPresent();
    }

    /// The pull's own time, or a few seconds.
    private Duration leftToAnswer() {
        Duration left = left().compareTo(FEW_SECONDS) > 0 ? left() : FEW_SECONDS;
        return left.compareTo(limits.listing()) < 0 ? left : limits.listing();
    }

    private void progressed(PullProgress now) {
        progress.set(now);
        events.on(new SyncEvent.Progressed(pull, now));
    }

    /// The last look may have come before the end.
    private OptionalLong transferred() {
        return Optional.ofNullable(progress.get()).map(PullProgress::total).orElseGet(OptionalLong::empty);
    }

    private Duration left() {
        return limits.pull().minus(time.since(start));
    }
}
