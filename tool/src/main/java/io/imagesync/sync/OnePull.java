package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.NotSeen;
import io.imagesync.model.PullFailure.TimedOut;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One image pulled on one node: tries, delays and the look whether it is there, all within one limit.
final class OnePull {
    private final Pull pull;
    private final Node node;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final long start;
    private final AtomicReference<@Nullable PullProgress> progress = new AtomicReference<>();
    private int tries;

    OnePull(Pull pull, Node node, Limits limits, Time time, EventListener events) {
        this.pull = pull;
        this.node = node;
        this.limits = limits;
        this.time = time;
        this.events = events;
        this.start = time.nanos();
    }

    Outcome run() {
        events.on(new SyncEvent.PullStarted(pull));
        Optional<PullFailure> failure;
        try {
            failure = tryUntilDone();
        } catch (InterruptedException e) {
            failure = Optional.of(new Cancelled());
        }
        Duration took = time.since(start);
        return failure.<Outcome>map(why -> new Outcome.Failed(pull, why, took, tries))
                .orElseGet(() -> new Outcome.Pulled(pull, took, tries, transferred()));
    }

    private Optional<PullFailure> tryUntilDone() throws InterruptedException {
        while (true) {
            Optional<PullFailure> failure = tryOnce();
            if (failure.isEmpty() || !failure.get().passing() || !limits.retry().allowsAnother(tries)) {
                return failure;
            }
            Duration delay = limits.retry().delay(tries);
            if (delay.compareTo(left()) >= 0) {
                return failure;
            }
            events.on(new SyncEvent.Retrying(pull, failure.get(), delay));
            time.sleep(delay);
        }
    }

    private Optional<PullFailure> tryOnce() throws InterruptedException {
        Duration left = left();
        if (left.toSeconds() < 1) {
            return Optional.of(new TimedOut(limits.pull()));
        }
        tries++;
        Optional<PullFailure> failure = node.pull(pull.image(), left, this::progressed);
        if (failure.isEmpty()) {
            return look();
        }
        return failure.map(why -> why instanceof TimedOut ? new TimedOut(limits.pull()) : why);
    }

    /// The runtime's word is not enough: the image counts when it is listed.
    private Optional<PullFailure> look() throws InterruptedException {
        return switch (node.holds(pull.image(), limits.listing())) {
            case Result.Ok<Boolean>(Boolean held) -> held ? Optional.empty() : Optional.of(new NotSeen());
            case Result.Failed<Boolean>(var failure) -> Optional.of(new NodeTrouble(failure));
        };
    }

    private void progressed(PullProgress now) {
        progress.set(now);
        events.on(new SyncEvent.Progressed(pull, now));
    }

    /// The last look may have come before the end.
    private OptionalLong transferred() {
        PullProgress last = progress.get();
        return last == null ? OptionalLong.empty() : last.total();
    }

    private Duration left() {
        return limits.pull().minus(time.since(start));
    }
}
