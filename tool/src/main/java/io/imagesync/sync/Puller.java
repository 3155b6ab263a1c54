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
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Carries out a plan: all nodes at once within the limits, largest image first, each pull on a virtual thread of its
/// own. A pull that ends makes room for the next that is allowed to start; nothing that fails stops the others.
public final class Puller {
    private final Fleet fleet;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final Crew crew = new Crew();
    private final Map<NodeName, NodeQueue> queues = new LinkedHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Admission admission;
    private final long start;

    public Puller(Fleet fleet, Limits limits, Time time, EventListener events) {
        this.fleet = fleet;
        this.limits = limits;
        this.time = time;
        this.events = events;
        this.admission = new Admission(limits);
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
            return List.copyOf(outcomes);
        }
    }

    /// Cancels running pulls on the nodes and starts no more.
    public void stop() {
        crew.stop();
    }

    private synchronized void startWhatMay() {
        boolean started = true;
        while (started) {
            started = false;
            for (Map.Entry<NodeName, NodeQueue> entry : List.copyOf(queues.entrySet())) {
                if (startOneOn(entry.getKey(), entry.getValue())) {
                    started = true;
                    toTheEnd(entry.getKey(), entry.getValue());
                }
            }
        }
    }

    /// Who has had a turn comes after those who have not.
    private void toTheEnd(NodeName name, NodeQueue queue) {
        queues.remove(name);
        queues.put(name, queue);
    }

    /// Starts at most one pull on the node, so that nodes take turns.
    private boolean startOneOn(NodeName name, NodeQueue queue) {
        Optional<Cause> noMore = noMorePulls();
        if (noMore.isPresent()) {
            giveUp(queue, noMore.get(), "");
            return false;
        }
        if (queue.isEmpty() || admission.isFull() || admission.isFull(name)) {
            return false;
        }
        Optional<Node> node = fleet.node(name);
        if (node.isEmpty() || queue.isLost()) {
            giveUp(queue, Cause.NODE_LOST, "the connection to the node was lost");
            return false;
        }
        queue.takeAll(p -> queue.roomFor(p) == NodeQueue.Room.NO)
                .forEach(p -> ended(new NotTried(p, Cause.DISK, queue.noRoomWords(p))));
        Optional<Pull> next =
                queue.takeFirst(p -> !admission.isFull(p.image().registry()) && queue.roomFor(p) == NodeQueue.Room.YES);
        next.ifPresent(pull -> start(pull, node.get(), queue));
        return next.isPresent();
    }

    private Optional<Cause> noMorePulls() {
        if (crew.isStopped()) {
            return Optional.of(Cause.CANCELLED);
        }
        boolean late = !limits.run().isZero() && time.since(start).compareTo(limits.run()) >= 0;
        return late ? Optional.of(Cause.RUN_LIMIT) : Optional.empty();
    }

    private void giveUp(NodeQueue queue, Cause cause, String detail) {
        queue.takeAll(_ -> true).forEach(pull -> ended(new NotTried(pull, cause, detail)));
    }

    private void start(Pull pull, Node node, NodeQueue queue) {
        admission.started(pull);
        queue.started(pull);
        crew.start("pull " + pull.image() + " on " + pull.node(), () -> pull(pull, node, queue));
    }

    private void pull(Pull pull, Node node, NodeQueue queue) {
        Outcome outcome = new OnePull(pull, node, limits, time, events).run();
        boolean lost = outcome instanceof Outcome.Failed(var _, NodeTrouble(ConnectFailure _), var _, var _);
        Optional<DiskUsage> disk = lost ? Optional.empty() : diskOf(node);
        if (closeAfter(outcome, queue, disk, lost)) {
            fleet.close(pull.node());
        }
    }

    /// @return whether the node has nothing left to do
    private synchronized boolean closeAfter(Outcome outcome, NodeQueue queue, Optional<DiskUsage> disk, boolean lost) {
        Pull pull = outcome.pull();
        admission.ended(pull);
        queue.ended(pull, disk);
        if (lost) {
            queue.lose();
        }
        ended(outcome);
        startWhatMay();
        return queue.isEmpty() && admission.running(pull.node()) == 0;
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
