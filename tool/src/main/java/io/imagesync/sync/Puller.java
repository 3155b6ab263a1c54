package io.imagesync.sync;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.EventListener;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Outcome.NotTried;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Carries out a plan: all nodes at once within the limits, largest image first, each pull on a virtual thread of its
/// own; two of one repository, which likely share layers, only when a node has nothing else that may start. A pull that
/// ends makes room for the next that is allowed to start; nothing that fails stops the others.
public final class Puller {
    private final Fleet fleet;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final Crew crew = new Crew();
    private final Map<NodeName, NodeQueue> queues = new LinkedHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<Pull, OnePull> suspended = new HashMap<>();
    private final Admission admission;
    private final Seeds seeds;
    private final Registries registries;
    private final Alarm alarm;
    private final long start;

    public Puller(Fleet fleet, Limits limits, Time time, EventListener events) {
        this.fleet = fleet;
        this.limits = limits;
        this.time = time;
        this.events = events;
        this.admission = new Admission(limits);
        this.seeds = new Seeds(limits.seedFirst());
        this.registries = new Registries();
        this.alarm = new Alarm(crew, time, this::goOn);
        this.start = time.nanos();
    }

    /// @return how every pull of the plan ended
    public List<Outcome> execute(Plan plan, List<Survey> surveys) throws InterruptedException {
        Map<NodeName, Optional<DiskUsage>> disks = Survey.listed(surveys).stream()
                .collect(Collectors.toMap(Survey.Listed::node, s -> s.listing().disk()));
        synchronized (this) {
            plan.nodes().stream()
                    .filter(part -> !part.pulls().isEmpty())
                    .forEach(part -> queues.put(
                            part.node(),
                            new NodeQueue(
                                    part.pulls(), limits.disk(), disks.getOrDefault(part.node(), Optional.empty()))));
            startWhatMay();
        }
        crew.awaitAll();
        synchronized (this) {
            List<Pull> open =
                    queues.values().stream().flatMap(NodeQueue::pending).toList();
            if (!open.isEmpty()) {
                throw new IllegalStateException(
                        open.size() + " pulls were neither done nor given up, the first of them " + open.getFirst());
            }
            return List.copyOf(outcomes);
        }
    }

    /// Cancels running pulls on the nodes and starts no more.
    public void stop() {
        crew.stop();
    }

    /// When the alarm rings.
    private void goOn() {
        synchronized (this) {
            alarm.rung();
            startWhatMay();
        }
        closeDone();
    }

    /// A node is let go when nothing is left to do there.
    private void closeDone() {
        List<NodeName> done;
        synchronized (this) {
            done = queues.entrySet().stream()
                    .filter(entry -> entry.getValue().isDone())
                    .map(Map.Entry::getKey)
                    .toList();
        }
        done.forEach(fleet::close);
    }

    private synchronized void startWhatMay() {
        long now = time.nanos();
        boolean started = true;
        while (started) {
            started = false;
            for (Map.Entry<NodeName, NodeQueue> entry : List.copyOf(queues.entrySet())) {
                if (startOneOn(entry.getKey(), entry.getValue(), now)) {
                    started = true;
                    toTheEnd(entry.getKey(), entry.getValue());
                }
            }
        }
        alarm.set(nextPauseEnd(now));
    }

    /// When a pull that waits for a registry, and for nothing else that will tell, can be started, or given up because
    /// of RUN_LIMIT.
    private OptionalLong nextPauseEnd(long now) {
        if (registries.areQuiet()) {
            return OptionalLong.empty();
        }
        OptionalLong end = queues.values().stream()
                .flatMap(NodeQueue::pending)
                .flatMapToLong(pull -> registries.pauseEnd(pull, now).stream())
                .min();
        long limit = start + limits.run().toNanos();
        boolean limitIsFirst = end.isPresent() && !limits.run().isZero() && limit - now > 0;
        return limitIsFirst ? OptionalLong.of(Math.min(limit, end.getAsLong())) : end;
    }

    /// Who has had a turn comes after those who have not.
    private void toTheEnd(NodeName name, NodeQueue queue) {
        queues.remove(name);
        queues.put(name, queue);
    }

    /// Starts at most one pull on the node, so that nodes take turns.
    private boolean startOneOn(NodeName name, NodeQueue queue, long now) {
        giveUpWhatCannotBe(name, queue, now);
        if (queue.isEmpty() || admission.isFull() || admission.isFull(name)) {
            return false;
        }
        Node node = fleet.node(name).orElseThrow();
        queue.takeAll(p -> queue.roomFor(p) == NodeQueue.Room.NO)
                .forEach(p -> giveUp(p, Cause.DISK, queue.noRoomWords(p)));
        Optional<Pull> next = queue.takeNext(p -> !admission.isFull(p.image().registry())
                && !registries.isPaused(p, now)
                && seeds.allows(p)
                && queue.roomFor(p) == NodeQueue.Room.YES);
        next.ifPresent(pull -> start(pull, node, queue));
        return next.isPresent();
    }

    private void giveUpWhatCannotBe(NodeName name, NodeQueue queue, long now) {
        noMorePulls(now)
                .ifPresent(cause -> queue.takeAll(p -> cause == Cause.CANCELLED || !suspended.containsKey(p))
                        .forEach(p -> giveUp(p, cause, "")));
        if (fleet.node(name).isEmpty() || queue.isLost()) {
            queue.takeAll(_ -> true).forEach(p -> giveUp(p, Cause.NODE_LOST, "the connection to the node was lost"));
        }
        if (registries.areQuiet()) {
            return;
        }
        queue.takeAll(p -> registries.closed(p).isPresent())
                .forEach(p -> giveUp(p, Cause.REGISTRY, registries.closed(p).orElse("")));
        queue.takeAll(p -> suspended.containsKey(p) && suspended.get(p).isHopeless(now))
                .forEach(p -> giveUp(p, Cause.REGISTRY, ""));
    }

    private Optional<Cause> noMorePulls(long now) {
        if (crew.isStopped()) {
            return Optional.of(Cause.CANCELLED);
        }
        boolean late = !limits.run().isZero() && now - start - limits.run().toNanos() >= 0;
        return late ? Optional.of(Cause.RUN_LIMIT) : Optional.empty();
    }

    /// A pull that was tried already ends with what its last try came to.
    private void giveUp(Pull pull, Cause cause, String detail) {
        OnePull begun = suspended.remove(pull);
        if (begun == null) {
            ended(new NotTried(pull, cause, detail));
        } else {
            ended(cause == Cause.CANCELLED ? begun.ended(new Cancelled()) : begun.outcome());
        }
    }

    private void start(Pull pull, Node node, NodeQueue queue) {
        admission.started(pull);
        seeds.started(pull);
        queue.started(pull);
        OnePull begun = suspended.remove(pull);
        OnePull one =
                begun == null ? new OnePull(pull, node, limits, time, events, registries, () -> answered(pull)) : begun;
        crew.start("pull " + pull.image() + " on " + pull.node(), () -> pull(pull, one, node, queue));
    }

    /// The runtime has the image: another may be pulled while it is looked whether it is there.
    private synchronized void answered(Pull pull) {
        admission.ended(pull);
        startWhatMay();
    }

    private void pull(Pull pull, OnePull one, Node node, NodeQueue queue) {
        OnePull.Step step = one.run();
        boolean lost = step
                instanceof
                OnePull.Step.Ended(Outcome.Failed(var _, NodeTrouble(ConnectFailure _), var _, var _, var _));
        Optional<DiskUsage> disk = lost ? Optional.empty() : one.disk().or(() -> diskOf(node));
        after(pull, one, step, queue, disk, lost);
        closeDone();
    }

    private synchronized void after(
            Pull pull, OnePull one, OnePull.Step step, NodeQueue queue, Optional<DiskUsage> disk, boolean lost) {
        admission.ended(pull);
        if (lost) {
            queue.lose();
        }
        switch (step) {
            case OnePull.Step.Ended(Outcome outcome) -> {
                queue.ended(pull, disk);
                seeds.ended(outcome);
                ended(outcome);
            }
            case OnePull.Step.Suspended() -> {
                queue.suspended(pull, disk);
                seeds.suspended(pull);
                if (one.isBegun()) {
                    suspended.put(pull, one);
                }
            }
        }
        startWhatMay();
    }

    private Optional<DiskUsage> diskOf(Node node) {
        if (limits.disk().percent() == 0 || crew.isStopped()) {
            return Optional.empty();
        }
        try {
            return node.disk(limits.listing()) instanceof Result.Ok<Optional<DiskUsage>>(var disk)
                    ? disk
                    : Optional.empty();
        } catch (InterruptedException e) {
            return Optional.empty();
        }
    }

    private void ended(Outcome outcome) {
        outcomes.add(outcome);
        events.on(new SyncEvent.PullEnded(outcome));
    }
}
