package io.imagesync.sync;

import io.imagesync.model.CreationTimes;
import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import io.imagesync.plan.Rules;
import io.imagesync.plan.Superseded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Which images KEEP_TAGS leaves out: nodes are asked what they use, and when their images were made where that is not
/// known yet. Nobody is asked where no repository has too many tags.
final class NewestTags {
    /// All times of one node together may take so many times as long as one answer.
    private static final int ANSWERS = 3;

    private final int keep;
    private final CreationTimes times;
    private final OpenNodes openNodes;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private final TaskGroup tasks = new TaskGroup();
    private final Map<String, Instant> created = new ConcurrentHashMap<>();
    private final Map<NodeName, InUse> used = new ConcurrentHashMap<>();

    NewestTags(int keep, CreationTimes times, OpenNodes openNodes, Limits limits, Time time, EventListener events) {
        this.keep = keep;
        this.times = times;
        this.openNodes = openNodes;
        this.limits = limits;
        this.time = time;
        this.events = events;
    }

    /// The rules without what is superseded.
    ///
    /// @param dryRun whether nothing is to be written
    Rules applied(Rules rules, List<Survey> surveys, boolean dryRun) throws InterruptedException {
        Rules without = rules.withSuperseded(superseded(surveys, rules));
        if (!dryRun) {
            remember(surveys);
        }
        return without;
    }

    /// To be asked before nodes are let go.
    Set<ImageRef> superseded(List<Survey> surveys, Rules rules) throws InterruptedException {
        Superseded tags = new Superseded(surveys, rules, keep);
        List<Survey.Listed> holders = tags.holders();
        if (holders.isEmpty()) {
            return Set.of();
        }
        created.putAll(times.known());
        Map<NodeName, List<HeldImage>> unknown = shared(holders, tags.images());
        Semaphore slots = new Semaphore(limits.connections());
        boolean crowded = surveys.size() > limits.connections();
        for (Survey.Listed holder : holders) {
            NodeName name = holder.node();
            List<HeldImage> its = unknown.getOrDefault(name, List.of());
            tasks.start("newest tags on " + name, () -> ask(name, its, slots, crowded));
        }
        tasks.awaitAll();
        return tags.among(used, created);
    }

    /// Keeps what was found out of images that are still there.
    void remember(List<Survey> surveys) {
        if (!created.isEmpty()) {
            Set<String> held = new HashSet<>();
            Survey.listed(surveys).forEach(node -> node.listing().images().forEach(image -> held.add(image.id())));
            Map<String, Instant> kept = new HashMap<>(created);
            kept.keySet().retainAll(held);
            if (!kept.equals(times.known())) {
                times.keep(kept);
            }
        }
    }

    /// Each image of which the time is not known, with the one of its holders that is asked least.
    private Map<NodeName, List<HeldImage>> shared(List<Survey.Listed> holders, Set<String> ids) {
        Map<String, List<NodeName>> holding = new HashMap<>();
        Map<String, HeldImage> images = new HashMap<>();
        for (Survey.Listed holder : holders) {
            for (HeldImage image : holder.listing().images()) {
                if (ids.contains(image.id()) && !created.containsKey(image.id())) {
                    holding.computeIfAbsent(image.id(), _ -> new ArrayList<>()).add(holder.node());
                    images.putIfAbsent(image.id(), image);
                }
            }
        }
        Map<NodeName, List<HeldImage>> shares = new HashMap<>();
        holding.forEach((id, names) -> names.stream()
                .min((one, other) -> Integer.compare(count(shares, one), count(shares, other)))
                .ifPresent(name -> Optional.ofNullable(images.get(id))
                        .ifPresent(image -> shares.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(image))));
        return shares;
    }

    private static int count(Map<NodeName, List<HeldImage>> shares, NodeName name) {
        return shares.getOrDefault(name, List.of()).size();
    }

    private void ask(NodeName name, List<HeldImage> images, Semaphore slots, boolean crowded) {
        try {
            slots.acquire();
            try {
                Optional<Node> node = openNodes.node(name);
                if (node.isPresent()) {
                    ask(node.get(), images);
                    if (crowded) {
                        node.get().rest();
                    }
                }
            } finally {
                slots.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(Node node, List<HeldImage> images) throws InterruptedException {
        switch (node.inUse(limits.listing())) {
            case Result.Ok<InUse>(InUse told) -> used.put(node.name(), told);
            case Result.Failed<InUse>(Failure why) ->
                warn("what " + node.name() + " uses, so none of its images is superseded", why);
        }
        long start = time.nanos();
        Duration most = limits.listing().multipliedBy(ANSWERS);
        for (HeldImage image : images) {
            if (time.since(start).compareTo(most) >= 0) {
                return;
            }
            ImageRef name = image.names().findFirst().orElseThrow();
            switch (node.created(name, limits.listing())) {
                case Result.Ok<Optional<Instant>>(Optional<Instant> when) ->
                    when.ifPresent(known -> created.put(image.id(), known));
                case Result.Failed<Optional<Instant>>(Failure why) -> {
                    warn("when images on " + node.name() + " were created, so they are not superseded", why);
                    return;
                }
            }
        }
    }

    private void warn(String what, Failure why) {
        events.on(new SyncEvent.Warned("KEEP_TAGS: it is not known " + what + ": " + why.what() + "; " + why.remedy()));
    }

    void stop() {
        tasks.stop();
    }
}
