package io.imagesync.sync;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Pull;
import io.imagesync.model.RelayMode;
import io.imagesync.model.Result;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.Way;
import io.imagesync.plan.Planner;
import io.imagesync.plan.Rules;
import io.imagesync.relay.Blobs;
import io.imagesync.relay.NodeBlobs;
import io.imagesync.relay.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// From where the images of a run come that come through this host. Safe for use by several threads.
final class RelaySources {
    /// Images for which a source is looked for at once.
    private static final int LOOKS = 16;
    /// Nodes that stay connected until the run ends since they have got an image in it.
    private static final int MOST_NEW = 2;

    private final Relay relay;
    private final List<Blobs> files;
    private final OpenNodes openNodes;
    private final Limits limits;
    private final TaskGroup looks = new TaskGroup();
    /// Of relays that have not been tried yet.
    private final Map<Pull, Relay.Offer> offers = new ConcurrentHashMap<>();
    private final Set<NodeName> needed = ConcurrentHashMap.newKeySet();
    /// Nodes that have got an image in this run and can send it.
    private final Map<ImageRef, List<NodeName>> fresh = new ConcurrentHashMap<>();
    private volatile Known known = new Known((_, _) -> List.of(), Set.of(), Map.of());

    /// Who may send what, as far as nodes have answered.
    ///
    /// @param able nodes that may send what they get
    private record Known(
            BiFunction<ImageRef, Optional<String>, List<NodeName>> senders,
            Set<NodeName> able,
            Map<NodeName, Optional<String>> architectures) {
        List<NodeName> senders(Pull pull) {
            return senders.apply(pull.image(), architecture(pull.node()));
        }

        Optional<String> architecture(NodeName node) {
            return architectures.getOrDefault(node, Optional.empty());
        }
    }

    /// @param files that have all images; none where nodes send them to each other
    RelaySources(Relay relay, List<Blobs> files, OpenNodes openNodes, Limits limits) {
        this.relay = relay;
        this.files = files;
        this.openNodes = openNodes;
        this.limits = limits;
    }

    /// To be told before pulls are made that relays may come instead of.
    void know(Planner planner, Rules rules, List<Survey> surveys) {
        List<Survey.Listed> listed = Survey.listed(surveys);
        known = new Known(
                planner::senders,
                listed.stream().filter(rules::sends).map(Survey.Listed::node).collect(Collectors.toSet()),
                listed.stream()
                        .collect(Collectors.toMap(
                                Survey.Listed::node, node -> node.listing().architecture())));
    }

    /// An image has come to a node, which may send it to the next ones. What its registry has served may be another
    /// image than the one that nodes had before, and is sent only where none had one.
    void got(Pull pull) {
        boolean same = pull.isRelay() || pull.size().isEmpty();
        List<NodeName> before = fresh.getOrDefault(pull.image(), List.of());
        if (same && known.able().contains(pull.node()) && before.size() < MOST_NEW) {
            fresh.put(
                    pull.image(),
                    Stream.concat(before.stream(), Stream.of(pull.node())).toList());
            needed.add(pull.node());
        }
    }

    /// The plan with the sources of its relays, or with skips where there is none. Those of which it is not known since
    /// the run is told to end stay as they are.
    Plan looked(Plan plan, BiFunction<Pull, Failure, Skip> withoutSource) throws InterruptedException {
        Queue<Pull> open = new ConcurrentLinkedQueue<>(
                plan.pulls().stream().filter(Pull::isRelay).toList());
        Map<Pull, Result<Relay.Offer>> found = new ConcurrentHashMap<>();
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

    private void look(Queue<Pull> open, Map<Pull, Result<Relay.Offer>> found) {
        try {
            for (Pull pull = open.poll(); pull != null; pull = open.poll()) {
                found.put(pull, look(pull, limits.listing()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private NodePlan looked(
            NodePlan part, Map<Pull, Result<Relay.Offer>> found, BiFunction<Pull, Failure, Skip> withoutSource) {
        List<Pull> pulls = new ArrayList<>();
        List<Skip> skips = new ArrayList<>(part.skips());
        Set<String> counted = new HashSet<>();
        int gone = 0;
        for (Pull pull : part.pulls()) {
            switch (found.get(pull)) {
                case null -> pulls.add(pull);
                case Result.Ok<Relay.Offer>(var offer) -> pulls.add(planned(pull, offer, counted));
                case Result.Failed<Relay.Offer>(var why) -> {
                    Skip skip = withoutSource.apply(pull, why);
                    skips.add(skip);
                    gone += skip.isUndone() ? 0 : 1;
                }
            }
        }
        return new NodePlan(part.node(), part.matching(), part.missing() - gone, part.skipped() + gone, pulls, skips);
    }

    /// @param counted digests of what comes to the node with an image before this one
    private Pull planned(Pull pull, Relay.Offer offer, Set<String> counted) {
        long missing = offer.missing().stream()
                .filter(blob -> counted.add(blob.digest()))
                .mapToLong(Descriptor::size)
                .sum();
        Pull relayed = pull.by(new Way.Relay(offer.source().where(), OptionalLong.of(missing)));
        offers.put(relayed, offer);
        return relayed;
    }

    /// Looks for a source.
    ///
    /// @return the relay from there, or why there is none
    Result<Pull> find(Pull pull) throws InterruptedException {
        return look(pull, limits.listing()).then(offer -> new Result.Ok<>(planned(pull, offer, new HashSet<>())));
    }

    /// From where a try comes. After the first one a source is looked for again: it may have been the source that
    /// failed.
    Result<Relay.Offer> offer(Pull pull, Duration limit) throws InterruptedException {
        Relay.Offer planned = offers.remove(pull);
        Duration shorter = limit.compareTo(limits.listing()) < 0 ? limit : limits.listing();
        return planned != null ? new Result.Ok<>(planned) : look(pull, shorter);
    }

    private Result<Relay.Offer> look(Pull pull, Duration limit) throws InterruptedException {
        List<Blobs> holders = files.isEmpty()
                ? holders(pull)
                        .flatMap(name -> openNodes.node(name).stream())
                        .<Blobs>map(NodeBlobs::new)
                        .toList()
                : files;
        return relay.look(pull.image(), holders, openNodes.node(pull.node()).orElseThrow(), limit);
    }

    /// Those that had it before the run, then those that have got it since.
    private Stream<NodeName> holders(Pull pull) {
        Known now = known;
        Optional<String> architecture = now.architecture(pull.node());
        return Stream.concat(
                now.senders(pull).stream(),
                fresh.getOrDefault(pull.image(), List.of()).stream()
                        .filter(node -> !node.equals(pull.node())
                                && now.architecture(node).equals(architecture)));
    }

    /// Whether somebody may be able to send it.
    boolean hasSenders(Pull pull) {
        return holders(pull).findAny().isPresent();
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
}
