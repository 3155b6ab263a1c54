package io.imagesync.sync;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Pull;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What runs when: what may start, what is given up and when to look again, from what has been told so far and
/// from the moment. It starts nothing, asks no clock and knows no thread. What pods wait for goes first, wherever they
/// are; nodes take turns, and on each the largest image goes first. Guarded by its owner.
final class Schedule {
    private final Limits limits;
    private final long start;
    private final RegistryBackoff backoff;
    private final Admission admission;
    private final Seeds seeds;
    private final Map<NodeName, NodeQueue> queues = new LinkedHashMap<>();
    /// Of the pulls that were tried already, until when they may be tried.
    private final Map<Pull, Long> deadlines = new HashMap<>();
    /// How many pulls that pods wait for were not started yet, or were suspended.
    private int awaited;
    private boolean stopped;

    /// @param start of the run, as each `now` by the monotonic clock in nanoseconds
    Schedule(Limits limits, RegistryBackoff backoff, long start) {
        this.limits = limits;
        this.start = start;
        this.backoff = backoff;
        this.admission = new Admission(limits);
        this.seeds = new Seeds(limits.seedFirst());
    }

    /// What follows at one moment. It is done with when it is decided: what starts runs from now on, what is given up
    /// is gone.
    ///
    /// @param lookAgain when something follows although nothing else has happened
    record Decision(List<Pull> starts, List<GivenUp> givenUp, OptionalLong lookAgain) {}

    record GivenUp(Pull pull, Cause cause, String detail) {}

    /// More to do on a node.
    void add(NodeName node, List<Pull> pulls, Optional<DiskUsage> disk) {
        if (!pulls.isEmpty()) {
            awaited += (int) pulls.stream().filter(Pull::awaited).count();
            queues.computeIfAbsent(node, _ -> new NodeQueue(limits.disk(), disk))
                    .add(pulls);
        }
    }

    /// Nothing more is started.
    void stop() {
        stopped = true;
    }

    Decision decide(long now) {
        List<Pull> starts = new ArrayList<>();
        List<GivenUp> givenUp = new ArrayList<>();
        if (awaited > 0) {
            start(true, now, starts, givenUp);
        }
        start(false, now, starts, givenUp);
        givenUp.forEach(each -> {
            deadlines.remove(each.pull);
            awaited -= each.pull.awaited() ? 1 : 0;
        });
        return new Decision(starts, givenUp, lookAgain(now));
    }

    /// @param first whether only what pods wait for
    private void start(boolean first, long now, List<Pull> starts, List<GivenUp> givenUp) {
        boolean started = true;
        while (started) {
            started = false;
            for (Map.Entry<NodeName, NodeQueue> entry : List.copyOf(queues.entrySet())) {
                Optional<Pull> next = next(entry.getKey(), entry.getValue(), first, now, givenUp);
                if (next.isPresent()) {
                    start(next.get(), entry.getValue(), now);
                    starts.add(next.get());
                    toTheEnd(entry.getKey(), entry.getValue());
                    started = true;
                }
            }
        }
    }

    /// At most one on a node, so that nodes take turns.
    private Optional<Pull> next(NodeName name, NodeQueue queue, boolean first, long now, List<GivenUp> givenUp) {
        giveUpWhatCannotBe(queue, now, givenUp);
        if (queue.isEmpty() || admission.isFull() || admission.isFull(name)) {
            return Optional.empty();
        }
        queue.takeAll(p -> queue.roomFor(p) == NodeQueue.Room.NO)
                .forEach(p -> givenUp.add(new GivenUp(p, Cause.DISK, queue.noRoomWords(p))));
        return queue.takeNext(p -> (!first || p.awaited())
                && !admission.isFull(p)
                && !backoff.isPaused(p, now)
                && seeds.allows(p)
                && queue.roomFor(p) == NodeQueue.Room.YES);
    }

    private void start(Pull pull, NodeQueue queue, long now) {
        admission.started(pull);
        seeds.started(pull);
        queue.started(pull);
        awaited -= pull.awaited() ? 1 : 0;
        deadlines.putIfAbsent(pull, now + limits.pull().toNanos());
    }

    /// Who has had a turn comes after those who have not.
    private void toTheEnd(NodeName name, NodeQueue queue) {
        queues.remove(name);
        queues.put(name, queue);
    }

    private void giveUpWhatCannotBe(NodeQueue queue, long now, List<GivenUp> givenUp) {
        if (stopped) {
            queue.takeAll(_ -> true).forEach(p -> givenUp.add(new GivenUp(p, Cause.CANCELLED, "")));
        }
        if (isLate(now)) {
            queue.takeAll(p -> !deadlines.containsKey(p))
                    .forEach(p -> givenUp.add(new GivenUp(p, Cause.RUN_LIMIT, "")));
        }
        if (backoff.isQuiet()) {
            return;
        }
        queue.takeAll(p -> backoff.blocked(p).isPresent()).forEach(p -> {
            RegistryBackoff.Blocked closed = backoff.blocked(p).orElseThrow();
            givenUp.add(new GivenUp(p, closed.cause(), closed.detail()));
        });
        queue.takeAll(p -> deadlines.containsKey(p)
                        && deadlines.get(p) - backoff.pauseEnd(p, now).orElse(now) <= 0)
                .forEach(p -> givenUp.add(new GivenUp(p, Cause.REGISTRY, "")));
    }

    private boolean isLate(long now) {
        return !limits.run().isZero() && now - start - limits.run().toNanos() >= 0;
    }

    /// When a pull that waits for a registry, and for nothing else that will tell, can be started, or given up because
    /// of RUN_LIMIT.
    private OptionalLong lookAgain(long now) {
        if (backoff.isQuiet()) {
            return OptionalLong.empty();
        }
        OptionalLong end = queues.values().stream()
                .flatMap(NodeQueue::pending)
                .flatMapToLong(pull -> backoff.pauseEnd(pull, now).stream())
                .min();
        boolean limitIsFirst = end.isPresent() && !limits.run().isZero() && !isLate(now);
        return limitIsFirst ? OptionalLong.of(Math.min(start + limits.run().toNanos(), end.getAsLong())) : end;
    }

    /// The runtime has the image: another may be pulled while it is looked whether it is there.
    void freeSlot(Pull pull) {
        admission.ended(pull);
    }

    /// It waits for its registry or a place, and is the next in turn.
    ///
    /// @param begun whether it was tried; if not, it is as if it had not been started
    void suspended(Pull pull, boolean begun, Optional<DiskUsage> disk) {
        admission.ended(pull);
        seeds.suspended(pull);
        queue(pull).suspended(pull, disk);
        awaited += pull.awaited() ? 1 : 0;
        if (!begun) {
            deadlines.remove(pull);
        }
    }

    void ended(Pull pull, Seeds.End end, Optional<DiskUsage> disk) {
        admission.ended(pull);
        seeds.ended(pull, end);
        queue(pull).ended(pull, disk);
        deadlines.remove(pull);
    }

    private NodeQueue queue(Pull pull) {
        return Optional.ofNullable(queues.get(pull.node())).orElseThrow();
    }

    /// All that have or had something to do.
    List<NodeName> nodes() {
        return List.copyOf(queues.keySet());
    }

    /// Those that were neither started nor given up.
    List<Pull> pending() {
        return queues.values().stream().flatMap(NodeQueue::pending).toList();
    }

    /// Whether anything runs.
    boolean isBusy() {
        return queues.values().stream().anyMatch(NodeQueue::isBusy);
    }

    /// Whether nothing is left to do anywhere.
    boolean isDone() {
        return queues.values().stream().allMatch(NodeQueue::isDone);
    }

    /// Whether nothing is left to do on the node.
    boolean isDone(NodeName node) {
        NodeQueue queue = queues.get(node);
        return queue == null || queue.isDone();
    }
}
