package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.PinMemory;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import io.imagesync.plan.Pinning;
import io.imagesync.plan.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The images that are pinned on their nodes because PIN names them. A node is asked only where something is to be
/// pinned or may have to end; what cannot be pinned is a warning. Safe for use by several threads.
final class Pins {
    private final PinMemory memory;
    private final OpenNodes openNodes;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final SeenPins seen;
    private final TaskGroup tasks = new TaskGroup();
    /// Nodes that were asked.
    private final Queue<OnNode> settled = new ConcurrentLinkedQueue<>();
    /// Nodes that take no pins from here.
    private final Set<NodeName> blind = ConcurrentHashMap.newKeySet();
    /// Those on which something is to be pinned.
    private final Set<NodeName> unable = ConcurrentHashMap.newKeySet();
    private volatile Pinning pinning;

    /// @param before ids that may have been pinned by earlier runs
    private record OnNode(Survey.Listed node, Pinning.OnNode here, Set<String> before) {}

    /// @param relays that pin too, so that it is said once where runtimes ignore pins
    Pins(
            Pinning pinning,
            PinMemory memory,
            OpenNodes openNodes,
            Limits limits,
            Time time,
            EventListener events,
            @Nullable Relays relays) {
        this.pinning = pinning;
        this.memory = memory;
        this.openNodes = openNodes;
        this.limits = limits;
        this.time = time;
        this.events = events;
        this.seen = relays == null ? new SeenPins() : relays.seenPins();
    }

    boolean takes(Pull pull) {
        return pinning.takes(pull.image(), pull.node());
    }

    /// Pins what nodes hold, and ends pins of what is not to be pinned any more. What may be pinned is remembered
    /// before it is: a run that is killed leaves no pin that nobody knows of.
    ///
    /// @param plan what comes to the nodes then
    void settle(Rules rules, List<Survey> surveys, Plan plan) throws InterruptedException {
        Pinning wanted = new Pinning(rules, pinning.patterns());
        pinning = wanted;
        PinNotes notes = new PinNotes(memory, surveys.stream().map(Survey::node).toList());
        List<OnNode> open = new ArrayList<>();
        for (Survey.Listed node : wanted.among(surveys)) {
            if (node.listing().runtime() == RuntimeKind.CONTAINERD) {
                Set<String> before = notes.on(node.node());
                Pinning.OnNode here = wanted.on(node, before);
                if (notes.isUnsure(node.node())
                        || !here.unpinned().isEmpty()
                        || !here.stale().isEmpty()) {
                    open.add(new OnNode(node, here, before));
                }
                notes.note(node.node(), here);
            } else if (!wanted.on(node, Set.of()).unpinned().isEmpty()) {
                unable.add(node.node());
            }
        }
        notes.write();
        settle(open, surveys.size() > limits.connections());
        settled.forEach(each -> notes.settled(each.node.node(), each.here));
        open.stream()
                .filter(each -> blind.contains(each.node.node()))
                .forEach(each -> notes.unable(each.node.node(), each.before));
        notes.comes(pinnedPulls(plan));
        notes.write();
    }

    private List<NodeName> pinnedPulls(Plan plan) {
        return plan.pulls().stream()
                .filter(pull -> pull.runtime() == RuntimeKind.CONTAINERD && takes(pull))
                .map(Pull::node)
                .distinct()
                .filter(name -> openNodes.node(name).flatMap(Node::contents).isPresent())
                .toList();
    }

    private void settle(List<OnNode> open, boolean crowded) throws InterruptedException {
        Semaphore slots = new Semaphore(limits.connections());
        for (OnNode each : open) {
            tasks.start("pins of " + each.node.node(), () -> {
                try {
                    slots.acquire();
                    try {
                        settle(each, crowded);
                    } finally {
                        slots.release();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        tasks.awaitAll();
    }

    private void settle(OnNode each, boolean crowded) throws InterruptedException {
        NodeName name = each.node.node();
        Optional<Node> node = openNodes.node(name);
        Optional<Contents> contents = node.flatMap(Node::contents);
        if (contents.isPresent()) {
            NodePins pins = new NodePins(node.orElseThrow(), contents.get(), limits, time);
            Optional<Failure> failure = pins.settle(each.node.listing(), each.here, pinning);
            pins.ended().forEach(image -> note("No longer pinned: " + image + " on " + name));
            pins.taken().ifPresent(taken -> seen.seen(name, taken));
            failure.ifPresentOrElse(why -> warn("images on " + name, why), () -> settled.add(each));
            if (crowded) {
                node.orElseThrow().rest();
            }
        } else if (node.isPresent()) {
            blind.add(name);
            if (!each.here.unpinned().isEmpty()) {
                unable.add(name);
            }
        }
    }

    /// Pins what has come to a node.
    void pin(Node node, ImageRef image, Duration limit) throws InterruptedException {
        Optional<Contents> contents = node.contents();
        if (contents.isPresent()) {
            NodePins.pin(contents.get(), image, limit).ifPresent(why -> warn(image + " on " + node.name(), why));
        } else {
            unable.add(node.name());
        }
    }

    private void warn(String what, Failure why) {
        events.on(new SyncEvent.Warned("Not pinned: " + what + ": " + why.what() + "; " + why.remedy()));
    }

    private void note(String text) {
        events.on(new SyncEvent.Noted(Level.INFO, text));
    }

    void stop() {
        tasks.stop();
    }

    /// Says once where pins have no effect.
    void tell() {
        seen.tell(events);
        if (!unable.isEmpty()) {
            note("PIN has no effect on "
                    + String.join(
                            ", ", unable.stream().map(NodeName::text).sorted().toList())
                    + ": pins need containerd and access to its socket; for CRI-O, image-sync doctor prints what to"
                    + " configure");
        }
    }
}
