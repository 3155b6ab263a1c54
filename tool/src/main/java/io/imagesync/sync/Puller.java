package io.imagesync.sync;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Outcome.NotTried;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.RelayMode;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Carries out what the [Schedule] decides: each pull on a virtual thread of its own, all else on one more, which the
/// others tell what has happened. A pull that ends makes room for the next; nothing that fails stops the others.
public final class Puller implements AutoCloseable {
    private final OpenNodes openNodes;
    private final Ways ways;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final TaskGroup tasks = new TaskGroup();
    /// Lets go of nodes, also while pulls are cancelled.
    private final TaskGroup closing = new TaskGroup();
    private final BlockingQueue<Runnable> news = new LinkedBlockingQueue<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<Pull, PullTask> suspended = new HashMap<>();
    private final RegistryBackoff backoff = new RegistryBackoff();
    private final Schedule schedule;
    private final Alarm alarm;
    private final TaskGroup runner = new TaskGroup();
    private final @Nullable Reroutes reroutes;
    private boolean running;
    private boolean complete;

    /// @param ways by which images come
    Puller(OpenNodes openNodes, Ways ways, Limits limits, Time time, EventListener events) {
        this.openNodes = openNodes;
        this.ways = ways;
        this.limits = limits;
        this.time = time;
        this.events = events;
        Relays relays = ways.relays();
        this.reroutes = relays == null ? null : reroutes(relays, limits.relay().mode());
        this.schedule = new Schedule(limits, backoff, time.nanos());
        this.alarm = new Alarm(time, () -> news.add(() -> {}));
    }

    private Reroutes reroutes(Relays relays, RelayMode mode) {
        return new Reroutes(relays, mode, tasks, news, events, (outcome, relay) -> {
            relay.ifPresentOrElse(
                    instead -> schedule.add(instead.node(), List.of(instead), Optional.empty()), () -> ended(outcome));
            closeIfDone(outcome.pull().node());
        });
    }

    /// Pulls that begin as soon as they may, besides those that were added before.
    ///
    /// @param surveys of their nodes, also of others
    public void add(List<Pull> pulls, List<Survey> surveys) {
        Map<NodeName, Optional<DiskUsage>> disks = Survey.disks(surveys);
        Map<NodeName, List<Pull>> byNode =
                pulls.stream().collect(Collectors.groupingBy(Pull::node, LinkedHashMap::new, Collectors.toList()));
        news.add(() ->
                byNode.forEach((node, own) -> schedule.add(node, own, disks.getOrDefault(node, Optional.empty()))));
        if (!running) {
            running = true;
            runner.start("puller", this::run);
        }
    }

    /// Nothing is added any more.
    ///
    /// @return how every pull ended
    public List<Outcome> finish() throws InterruptedException {
        news.add(() -> {
            complete = true;
            schedule.nodes().forEach(this::closeIfDone);
        });
        runner.awaitAll();
        tasks.awaitAll();
        closing.awaitAll();
        ways.tellOfPins();
        return List.copyOf(outcomes);
    }

    /// Ends what runs, where it has not come to its end.
    @Override
    public void close() {
        stop();
        news.add(() -> complete = true);
    }

    private void run() {
        try {
            hear();
            while (!carryOut(schedule.decide(time.nanos()))) {
                news.take().run();
                hear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            alarm.set(OptionalLong.empty());
        }
    }

    private void hear() {
        for (Runnable next = news.poll(); next != null; next = news.poll()) {
            next.run();
        }
    }

    /// Cancels running pulls on the nodes and starts no more.
    public void stop() {
        news.add(schedule::stop);
        tasks.stop();
    }

    /// @return whether all is done
    private boolean carryOut(Schedule.Decision decision) {
        decision.givenUp().forEach(this::giveUp);
        decision.starts().forEach(this::start);
        alarm.set(decision.lookAgain());
        if (!complete
                || (reroutes != null && reroutes.isLooking())
                || schedule.isBusy()
                || decision.lookAgain().isPresent()
                || !news.isEmpty()) {
            return false;
        }
        List<Pull> pending = schedule.pending();
        if (!pending.isEmpty()) {
            throw new IllegalStateException("neither done nor given up: " + pending);
        }
        return true;
    }

    /// A pull that was tried already ends with what its last try came to.
    private void giveUp(Schedule.GivenUp given) {
        PullTask begun = suspended.remove(given.pull());
        if (begun == null) {
            over(new NotTried(given.pull(), given.cause(), given.detail()));
        } else {
            over(given.cause() == Cause.CANCELLED ? begun.ended(new Cancelled()) : begun.outcome());
        }
        closeIfDone(given.pull().node());
    }

    /// A node is let go when nothing is left to do there.
    private void closeIfDone(NodeName node) {
        if (complete && schedule.isDone(node) && (reroutes == null || !reroutes.mayNeed(node))) {
            closing.start("close " + node, () -> openNodes.close(node));
        }
    }

    private void start(Pull pull) {
        Node node = openNodes.node(pull.node()).orElseThrow();
        PullTask one = Objects.requireNonNullElseGet(
                suspended.remove(pull),
                () -> new PullTask(
                        pull, ways.of(pull, node), node, limits, time, events, backoff, () -> freeSlot(pull)));
        tasks.start("pull " + pull.image() + " on " + pull.node(), () -> pull(pull, one));
    }

    private void freeSlot(Pull pull) {
        news.add(() -> schedule.freeSlot(pull));
    }

    private void pull(Pull pull, PullTask one) {
        try {
            Optional<Outcome> outcome = one.run();
            PullTask.Afterwards then = afterwards(one);
            news.add(() -> stopped(pull, one, outcome, then));
        } catch (RuntimeException | Error e) {
            news.add(() -> schedule.ended(pull, Seeds.End.FAILED, Optional.empty()));
            throw e;
        }
    }

    private PullTask.Afterwards afterwards(PullTask one) {
        try {
            if (!tasks.isStopped()) {
                return one.afterwards();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new PullTask.Afterwards(Optional.empty(), Optional.empty());
    }

    private void stopped(Pull pull, PullTask one, Optional<Outcome> outcome, PullTask.Afterwards then) {
        then.silent().ifPresent(why -> silent(pull.node(), why));
        if (outcome.isEmpty()) {
            schedule.suspended(pull, one.isBegun(), then.disk());
            if (one.isBegun()) {
                suspended.put(pull, one);
            }
            return;
        }
        if (one.isLost()) {
            backoff.block(
                    pull.node(), new RegistryBackoff.Blocked(Cause.NODE_LOST, "the connection to the node was lost"));
        }
        boolean held = outcome.get() instanceof Outcome.Pulled;
        schedule.ended(
                pull, held ? Seeds.End.HELD : one.isLost() ? Seeds.End.NODE_LOST : Seeds.End.FAILED, then.disk());
        over(outcome.get());
        closeIfDone(pull.node());
    }

    private void silent(NodeName node, Failure why) {
        if (backoff.block(node, new RegistryBackoff.Blocked(Cause.RUNTIME, why.what()))) {
            events.on(new SyncEvent.Warned("The container runtime of " + node + " hangs: " + why.what()
                    + ", after a pull that was not finished in time; no new pull there in this run;"
                    + " look at containerd or CRI-O on the node, and restart it"));
        }
    }

    /// A pull has come to its end. The image may still come by another way.
    private void over(Outcome outcome) {
        if (reroutes == null || !reroutes.begin(outcome)) {
            ended(outcome);
        }
    }

    private void ended(Outcome last) {
        Outcome outcome = reroutes == null ? last : reroutes.last(last);
        outcomes.add(outcome);
        events.on(new SyncEvent.PullEnded(outcome));
    }
}
