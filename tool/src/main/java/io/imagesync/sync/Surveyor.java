package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.Limits;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Connects to all nodes and asks what they hold: one virtual thread a node, so many at once as the limits allow. What
/// fails for a retryable reason is tried again, unless the node has kept the others waiting for as long as an answer
/// may
/// take.
public final class Surveyor {
    /// The JVM's serial collector lets the heap grow to its limit before it looks at what is old, and an answer
    /// that was read is old soon.
    private static final int COLLECT_EVERY = 200;

    private final Node.Opener opener;
    private final OpenNodes openNodes;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final TaskGroup tasks = new TaskGroup();
    private final Set<NodeName> connected = ConcurrentHashMap.newKeySet();
    private final SharedImages images = new SharedImages();
    /// Whether more nodes are listed than may be connected to at once. Which of them has something to pull shows when
    /// all are listed.
    private volatile boolean crowded;

    public Surveyor(Node.Opener opener, OpenNodes openNodes, Limits limits, Time time, EventListener events) {
        this.opener = opener;
        this.openNodes = openNodes;
        this.limits = limits;
        this.time = time;
        this.events = events;
    }

    /// @param meanwhile is given what has been answered so far, when almost all have answered and the patience with the
    ///     others is at its end, and again with each answer but the last; on this thread
    /// @return one survey a node, in the order of the nodes
    public List<Survey> survey(List<NodeName> nodes, Consumer<List<Survey>> meanwhile) throws InterruptedException {
        crowded = nodes.size() > limits.connections();
        BlockingQueue<Runnable> news = new LinkedBlockingQueue<>();
        Map<NodeName, Survey> surveys = new HashMap<>();
        Semaphore slots = new Semaphore(limits.connections());
        Set<NodeName> asked = new LinkedHashSet<>(nodes);
        asked.forEach(name -> tasks.start("survey " + name, () -> {
            try {
                Survey survey = survey(name, slots);
                events.on(new SyncEvent.Surveyed(survey));
                news.add(() -> surveys.put(name, survey));
            } finally {
                news.add(() -> asked.remove(name));
            }
        }));
        hear(news, asked, surveys, answered -> meanwhile.accept(inOrder(nodes, answered)));
        tasks.awaitAll();
        return inOrder(nodes, surveys);
    }

    private static List<Survey> inOrder(List<NodeName> nodes, Map<NodeName, Survey> surveys) {
        return nodes.stream()
                .flatMap(name -> Stream.ofNullable(surveys.get(name)))
                .toList();
    }

    private void hear(
            BlockingQueue<Runnable> news,
            Set<NodeName> asked,
            Map<NodeName, Survey> surveys,
            Consumer<Map<NodeName, Survey>> meanwhile)
            throws InterruptedException {
        int all = asked.size();
        AtomicBoolean impatient = new AtomicBoolean();
        Alarm alarm = new Alarm(time, () -> news.add(() -> impatient.set(true)));
        OptionalLong patience = OptionalLong.empty();
        try {
            while (!asked.isEmpty()) {
                int known = surveys.size();
                boolean already = impatient.get();
                news.take().run();
                for (Runnable next = news.poll(); next != null; next = news.poll()) {
                    next.run();
                }
                if (patience.isEmpty() && isTimeForPatience(surveys.values(), all)) {
                    patience = OptionalLong.of(time.nanos() + limits.patience().toNanos());
                    alarm.set(patience);
                }
                boolean more = surveys.size() > known;
                if (surveys.size() / COLLECT_EVERY > known / COLLECT_EVERY) {
                    System.gc();
                }
                if (impatient.get() && (more || !already) && surveys.size() < all) {
                    meanwhile.accept(surveys);
                }
            }
        } finally {
            alarm.set(OptionalLong.empty());
        }
    }

    /// Whether all but one in ten, or one, have answered, and at least two of them could be read.
    private boolean isTimeForPatience(Collection<Survey> answered, int all) {
        return !limits.patience().isZero()
                && answered.size() < all
                && answered.size() >= all - Math.max(1, all / 10)
                && answered.stream().filter(Survey.Listed.class::isInstance).count() >= 2;
    }

    /// Ends a running survey: nodes that have not answered are left out.
    public void stop() {
        tasks.stop();
    }

    private Survey survey(NodeName name, Semaphore slots) {
        try {
            return tryUntilAnswered(name, slots);
        } catch (InterruptedException e) {
            openNodes.close(name);
            return new Survey.LeftOut(name, new Cancelled());
        }
    }

    private Survey tryUntilAnswered(NodeName name, Semaphore slots) throws InterruptedException {
        long start = time.nanos();
        for (int tries = 1; ; tries++) {
            Result<Listing> answer = askWithSlot(name, slots);
            if (!(answer instanceof Result.Failed<Listing>(Failure failure))) {
                return new Survey.Listed(name, images.shared(answer.toOptional().orElseThrow()));
            }
            openNodes.close(name);
            Duration delay = limits.retry().delay(tries);
            boolean late = time.since(start).plus(delay).compareTo(limits.listing()) >= 0;
            if (!failure.retryable() || !limits.retry().allowsAnother(tries) || late) {
                return new Survey.LeftOut(name, failure, tries);
            }
            events.on(new SyncEvent.AskingAgain(name, failure, delay));
            time.sleep(delay);
        }
    }

    /// A node that waits for its next try keeps no other waiting.
    private Result<Listing> askWithSlot(NodeName name, Semaphore slots) throws InterruptedException {
        slots.acquire();
        try {
            return askOnce(name);
        } finally {
            slots.release();
        }
    }

    /// Once for each node, however often it is tried.
    private void connected(NodeName name) {
        if (connected.add(name)) {
            events.on(new SyncEvent.Connected(name));
        }
    }

    private Result<Listing> askOnce(NodeName name) throws InterruptedException {
        return opener.open(name, () -> connected(name)).then(node -> {
            openNodes.add(node);
            Result<Listing> listing = node.list(limits.listing());
            if (crowded) {
                node.rest();
            }
            return listing;
        });
    }
}
