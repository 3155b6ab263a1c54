package io.imagesync.sync;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Limits;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.PinReason;
import io.imagesync.model.PullFailure.Cancelled;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.RemovalPlan.NodePart;
import io.imagesync.model.Removals;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Tombstones;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import io.imagesync.plan.Choice;
import io.imagesync.plan.RemovalFacts;
import io.imagesync.plan.Removing;
import io.imagesync.plan.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Asks nodes what may be removed, and removes it: on all nodes at once, so many as the limits allow, and on each node
/// one name after the other.
final class Remover {
    private final OpenNodes openNodes;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final TaskGroup tasks = new TaskGroup();

    Remover(OpenNodes openNodes, Limits limits, Time time, EventListener events) {
        this.openNodes = openNodes;
        this.limits = limits;
        this.time = time;
        this.events = events;
    }

    /// Ends what runs soon; what has not begun is not tried.
    void stop() {
        tasks.stop();
    }

    /// What goes, as far as nodes tell. Changes nothing.
    RemovalPlan plan(List<Survey> surveys, Removing removing) throws InterruptedException {
        List<Survey.Listed> concerned =
                Survey.listed(surveys).stream().filter(removing::concerns).toList();
        Map<NodeName, RemovalFacts> facts = new ConcurrentHashMap<>();
        onEach(concerned, Survey.Listed::node, node -> facts.put(node.node(), facts(node, removing)));
        return removing.plan(surveys, facts);
    }

    /// @return one for each name that goes
    List<Removal> remove(RemovalPlan plan) throws InterruptedException {
        List<Removal> ended = Collections.synchronizedList(new ArrayList<>());
        onEach(plan.nodes(), NodePart::node, part -> remove(part, ended));
        return ended;
    }

    /// Removes what was removed before, where nodes were away. Asks nothing where nobody has any of it.
    Removals pending(List<Survey> surveys, Rules rules, Tombstones tombstones) throws InterruptedException {
        PendingRemovals wish = new PendingRemovals(tombstones);
        Removing removing = new Removing(rules, Choice.Pending.of(tombstones.all()));
        if (Survey.listed(surveys).stream().noneMatch(removing::concerns)) {
            return Removals.NONE;
        }
        RemovalPlan plan = plan(surveys, removing);
        events.on(new SyncEvent.RemovalPlanned(plan));
        List<Removal> ended = remove(plan);
        wish.end(ended, surveys).ifPresent(why -> events.on(new SyncEvent.Warned(why.what() + "; " + why.remedy())));
        return new Removals(plan, ended);
    }

    private <T> void onEach(List<T> all, Function<T, NodeName> node, Consumer<T> task) throws InterruptedException {
        Semaphore slots = new Semaphore(limits.connections());
        for (T one : all) {
            NodeName name = node.apply(one);
            tasks.start("remove " + name, () -> {
                slots.acquireUninterruptibly();
                try {
                    task.accept(one);
                    if (all.size() > limits.connections()) {
                        openNodes.node(name).ifPresent(Node::rest);
                    }
                } finally {
                    slots.release();
                }
            });
        }
        tasks.awaitAll();
    }

    private RemovalFacts facts(Survey.Listed survey, Removing removing) {
        Optional<Node> node = openNodes.node(survey.node());
        if (node.isEmpty()) {
            return RemovalFacts.without(new ConnectFailure.ConnectionLost("it was closed"));
        }
        try {
            Optional<Contents> contents = node.get().contents();
            Set<String> ours = contents.isPresent() ? ours(contents.get(), survey.listing()) : Set.of();
            RemovalFacts facts =
                    new RemovalFacts(node.get().inUse(limits.listing()), contents.isPresent(), ours, Optional.empty());
            boolean frees = removing.part(survey, facts).goes().stream().anyMatch(Going::last);
            return frees && contents.isPresent()
                    ? facts.withParts(parts(contents.get(), survey.listing().images()))
                    : facts;
        } catch (InterruptedException e) {
            return RemovalFacts.without(new Cancelled());
        }
    }

    /// Pinned images of which we have pinned a name. Whether somebody else has pinned another one is seen when they go.
    private Set<String> ours(Contents contents, Listing listing) throws InterruptedException {
        List<HeldImage> pinned =
                listing.images().stream().filter(HeldImage::pinned).toList();
        Set<String> names = new HashSet<>();
        for (PinReason why : pinned.isEmpty() ? new PinReason[0] : PinReason.values()) {
            contents.pinned(why, limits.listing()).toOptional().ifPresent(its -> names.addAll(its.keySet()));
        }
        return pinned.stream()
                .filter(image -> names.contains(image.id())
                        || image.names().map(ImageRef::canonical).anyMatch(names::contains))
                .map(HeldImage::id)
                .collect(Collectors.toSet());
    }

    /// All together within the time of one answer.
    ///
    /// @return nothing where one of them is not known
    private Optional<Map<String, Map<String, Long>>> parts(Contents contents, List<HeldImage> images)
            throws InterruptedException {
        long start = time.nanos();
        Map<String, Map<String, Long>> parts = new HashMap<>();
        for (HeldImage image : images) {
            Duration left = limits.listing().minus(time.since(start));
            String name = image.names().findFirst().map(ImageRef::canonical).orElse(image.id());
            Optional<Map<String, Long>> its =
                    left.isPositive() ? contents.parts(name, left).toOptional() : Optional.empty();
            if (its.isEmpty()) {
                return Optional.empty();
            }
            parts.put(image.id(), its.get());
        }
        return Optional.of(parts);
    }

    /// One after the other; what follows a lost connection is not tried.
    private void remove(NodePart part, List<Removal> ended) {
        Optional<Failure> lost = Optional.empty();
        for (Going going : part.goes()) {
            Removal removal = lost.isPresent()
                    ? new Removal.Failed(part.node(), going.name(), lost.get())
                    : remove(part.node(), going);
            if (removal instanceof Removal.Failed(var _, var _, var why)
                    && (why instanceof ConnectFailure || why instanceof Cancelled)) {
                lost = Optional.of(why);
            }
            ended.add(removal);
            events.on(new SyncEvent.RemovalEnded(removal));
        }
    }

    private Removal remove(NodeName name, Going going) {
        Optional<Node> node = openNodes.node(name);
        return node.isEmpty()
                ? new Removal.Failed(name, going.name(), new ConnectFailure.ConnectionLost("it was closed"))
                : new NodeRemoval(node.get(), limits.listing(), time, events).remove(going);
    }
}
