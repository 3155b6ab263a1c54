package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Texts;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import io.imagesync.relay.Blobs;
import io.imagesync.relay.Relay;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The images of a run that come through this host. Safe for use by several threads.
final class Relays implements AutoCloseable {
    private final Relay relay;
    private final RelaySources sources;
    private final OpenNodes openNodes;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final TaskGroup tasks = new TaskGroup();
    private final SeenPins seenPins = new SeenPins();

    /// @param files that have all images; none where nodes send them to each other
    Relays(Relay relay, List<Blobs> files, OpenNodes openNodes, Limits limits, Time time, EventListener events) {
        this.relay = relay;
        this.sources = new RelaySources(relay, files, openNodes, limits);
        this.openNodes = openNodes;
        this.limits = limits;
        this.time = time;
        this.events = events;
    }

    RelaySources sources() {
        return sources;
    }

    /// Takes away the names that runs which were killed have left. What cannot be taken away harms nobody.
    void tidy(List<Survey> surveys) throws InterruptedException {
        for (Survey.Listed survey : Survey.listed(surveys)) {
            List<String> names = survey.listing().temporary();
            if (!names.isEmpty()) {
                tasks.start("tidy " + survey.node(), () -> tidy(survey.node(), names));
            }
        }
        tasks.awaitAll();
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

    /// One try.
    Optional<PullFailure> send(Pull pull, Node target, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        long start = time.nanos();
        return switch (sources.offer(pull, limit)) {
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
        if (limits.relay().pin()) {
            seenPins.seen(node, isPinned);
        }
    }

    /// Where what came was to be pinned.
    SeenPins seenPins() {
        return seenPins;
    }

    void stop() {
        sources.stop();
        tasks.stop();
    }

    @Override
    public void close() {
        relay.close();
    }
}
