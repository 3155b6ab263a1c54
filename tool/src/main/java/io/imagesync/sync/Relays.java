package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullProgress;
import io.imagesync.model.RelayMode;
import io.imagesync.model.Result;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Texts;
import io.imagesync.model.Way;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import io.imagesync.plan.Planner;
import io.imagesync.relay.Blobs;
import io.imagesync.relay.NodeBlobs;
import io.imagesync.relay.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The images of a run that come through this host, and from where. Safe for use by several threads.
final class Relays implements AutoCloseable {
    /// Images for which a source is looked for at once.
    private static final int LOOKS = 16;

    private final Relay relay;
    private final List<Blobs> files;
    private final OpenNodes openNodes;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final TaskGroup looks = new TaskGroup();
    /// Of relays that have not been tried yet.
    private final Map<Pull, Relay.Offer> offers = new ConcurrentHashMap<>();
    private final Set<NodeName> needed = ConcurrentHashMap.newKeySet();
    /// Of nodes to which something came: whether any of it was seen to be pinned there.
    private final Map<NodeName, Boolean> pinned = new ConcurrentHashMap<>();
    private volatile Known known = new Known((_, _) -> List.of(), Map.of());

    /// Who may send what, as far as nodes have answered.
    private record Known(
            BiFunction<ImageRef, Optional<String>, List<NodeName>> senders,
            Map<NodeName, Optional<String>> architectures) {
        List<NodeName> senders(Pull pull) {
            return senders.apply(pull.image(), architectures.getOrDefault(pull.node(), Optional.empty()));
        }
    }

    /// @param files that have all images; none where nodes send them to each other
    Relays(Relay relay, List<Blobs> files, OpenNodes openNodes, Limits limits, Time time, EventListener events) {
        this.relay = relay;
        this.files = files;
        this.openNodes = openNodes;
        this.limits = limits;
        this.time = time;
        this.events = events;
    }

    /// To be told before pulls are made that relays may come instead of.
    void know(Planner planner, List<Survey> surveys) {
        known = new Known(
                planner::senders,
                Survey.listed(surveys).stream()
                        .collect(Collectors.toMap(
                                Survey.Listed::node, node -> node.listing().architecture())));
    }

    /// The plan with the sources of its relays, or with skips where there is none. Those of which it is not known since
    /// the run is told to end stay as they are.
    Plan looked(Plan plan, BiFunction<Pull, Failure, Skip> withoutSource) throws InterruptedException {
        Queue<Pull> open = new ConcurrentLinkedQueue<>(
                plan.pulls().stream().filter(Pull::isRelay).toList());
        Map<Pull, Result<Pull>> found = new ConcurrentHashMap<>();
        for (int i = Math.min(LOOKS, open.size()); i > 0; i--) {
            looks.start("look for sources", () -> look(open, found));
        }
        looks.awaitAll();
        return found.isEmpty()
                ? plan
                : plan.withNodes(plan.nodes().stream()
                        .map(part -> looked(part, found, withoutSource))
                        .toList());
    }

    /// Takes away the names that runs which were killed have left. What cannot be taken away harms nobody.
    void tidy(List<Survey> surveys) throws InterruptedException {
        for (Survey.Listed survey : Survey.listed(surveys)) {
            List<String> names = survey.listing().temporary();
            if (!names.isEmpty()) {
                looks.start("tidy " + survey.node(), () -> tidy(survey.node(), names));
            }
        }
        looks.awaitAll();
    }

    private void tidy(NodeName name, List<String> names) {
        Optional<Contents> contents = openNodes.node(name).flatMap(Node::contents);
        try {
            for (String each : contents.isEmpty() ? List.<String>of() : names) {
                Optional<Failure> failure = contents.get().unname(each, limits.listing());
                events.on(new SyncEvent.Noted(
                        "Left by a run that was killed on " + name + ": " + Texts.printable(each, 200) + ": "
                                + failure.map(Failure::what).orElse("taken away")));
                if (failure.isPresent()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Queue<Pull> open, Map<Pull, Result<Pull>> found) {
        try {
            for (Pull pull = open.poll(); pull != null; pull = open.poll()) {
                found.put(pull, find(pull));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static NodePlan looked(
            NodePlan part, Map<Pull, Result<Pull>> found, BiFunction<Pull, Failure, Skip> withoutSource) {
        List<Pull> pulls = new ArrayList<>();
        List<Skip> skips = new ArrayList<>(part.skips());
        int gone = 0;
        for (Pull pull : part.pulls()) {
            Result<Pull> source = found.getOrDefault(pull, new Result.Ok<>(pull));
            if (source instanceof Result.Failed<Pull>(var why)) {
                Skip skip = withoutSource.apply(pull, why);
                skips.add(skip);
                gone += skip.isUndone() ? 0 : 1;
            } else {
                pulls.add(source.toOptional().orElseThrow());
            }
        }
        return new NodePlan(part.node(), part.matching(), part.missing() - gone, part.skipped() + gone, pulls, skips);
    }

    /// Looks for a source.
    ///
    /// @return the relay from there, or why there is none
    Result<Pull> find(Pull pull) throws InterruptedException {
        return look(pull, limits.listing()).then(offer -> {
            Pull relayed = pull.by(new Way.Relay(offer.source().where(), OptionalLong.of(offer.missing())));
            offers.put(relayed, offer);
            return new Result.Ok<>(relayed);
        });
    }

    private Result<Relay.Offer> look(Pull pull, Duration limit) throws InterruptedException {
        List<Blobs> holders = files.isEmpty()
                ? known.senders(pull).stream()
                        .flatMap(name -> openNodes.node(name).stream())
                        .<Blobs>map(NodeBlobs::new)
                        .toList()
                : files;
        return relay.look(pull.image(), holders, openNodes.node(pull.node()).orElseThrow(), limit);
    }

    /// One try. After the first one a source is looked for again: it may have been the source that failed.
    Optional<PullFailure> send(Pull pull, Node target, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        long start = time.nanos();
        Relay.Offer planned = offers.remove(pull);
        Result<Relay.Offer> offer = planned != null ? new Result.Ok<>(planned) : look(pull, shorter(limit));
        return switch (offer) {
            case Result.Ok<Relay.Offer>(var found) ->
                relay.send(found, target, limit.minus(time.since(start)), progress);
            case Result.Failed<Relay.Offer>(PullFailure why) -> Optional.of(why);
            case Result.Failed<Relay.Offer>(var why) -> Optional.of(new NodeTrouble(why));
        };
    }

    /// Something has come to a node.
    ///
    /// @param isPinned whether it was seen to be so
    void seen(NodeName node, boolean isPinned) {
        pinned.merge(node, isPinned, Boolean::logicalOr);
    }

    /// Says once where what came is not pinned though it should be.
    void tellOfPins() {
        List<String> without = pinned.entrySet().stream()
                .filter(node -> limits.relay().pin() && !node.getValue())
                .map(node -> node.getKey().text())
                .sorted()
                .toList();
        if (!without.isEmpty()) {
            events.on(new SyncEvent.Noted(
                    Level.INFO,
                    "The runtime ignores pins, as containerd does before 1.7; the kubelet may"
                            + " delete what came through this host to " + String.join(", ", without)));
        }
    }

    private Duration shorter(Duration limit) {
        return limit.compareTo(limits.listing()) < 0 ? limit : limits.listing();
    }

    /// Whether somebody may be able to send it.
    boolean hasSenders(Pull pull) {
        return !known.senders(pull).isEmpty();
    }

    /// Those who may have to send something, which stay connected until the run ends.
    Set<NodeName> senders(Plan plan) {
        plan.pulls().stream()
                .filter(pull -> pull.isRelay() || limits.relay().mode() == RelayMode.FAILED)
                .flatMap(pull -> known.senders(pull).stream())
                .forEach(needed::add);
        return needed;
    }

    boolean mayNeed(NodeName node) {
        return needed.contains(node);
    }

    void stop() {
        looks.stop();
    }

    @Override
    public void close() {
        relay.close();
    }
}
