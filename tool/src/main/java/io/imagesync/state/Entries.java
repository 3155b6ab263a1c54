package io.imagesync.state;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.PullFailure;
import io.imagesync.model.Survey;
import io.imagesync.state.Entry.Failed;
import io.imagesync.state.Entry.Pulled;
import io.imagesync.state.Entry.Vanished;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that is remembered, and how it changes. Guarded by its owner.
final class Entries {
    private final Map<Key, Entry> entries;

    Entries(Map<Key, Entry> entries) {
        this.entries = new HashMap<>(entries);
    }

    Map<Key, Entry> all() {
        return Map.copyOf(entries);
    }

    /// An image that a readable node lists has not failed, unless it was pulled there again; one that was
    /// pulled there and is not listed has vanished. What says nothing any more is forgotten.
    void seen(List<Survey> surveys, Instant now) {
        entries.values().removeIf(entry -> entry.isOver(now));
        Map<String, Set<ImageRef>> held = held(surveys);
        for (Iterator<Map.Entry<Key, Entry>> all = entries.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Key, Entry> each = all.next();
            Set<ImageRef> there = held.get(each.getKey().host());
            if (there == null) {
                continue;
            }
            boolean isThere = there.contains(each.getKey().image());
            each.getValue().seen(isThere, now).ifPresentOrElse(each::setValue, all::remove);
        }
    }

    /// What the readable nodes hold, of those about which something is remembered.
    private Map<String, Set<ImageRef>> held(List<Survey> surveys) {
        Set<String> hosts = entries.keySet().stream().map(Key::host).collect(Collectors.toSet());
        return Survey.listed(surveys).stream()
                .filter(node -> hosts.contains(Key.host(node.node())))
                .collect(Collectors.toMap(node -> Key.host(node.node()), Entries::names, (one, _) -> one));
    }

    private static Set<ImageRef> names(Survey.Listed node) {
        return node.listing().images().stream()
                .flatMap(image -> Stream.concat(image.tags().stream(), image.digests().stream()))
                .collect(Collectors.toSet());
    }

    /// What is not tried or is cancelled says nothing about the image.
    void ended(Outcome outcome, Instant now) {
        Key key = Key.of(outcome.pull());
        switch (outcome) {
            case Outcome.Pulled _ -> entries.compute(key, (_, entry) -> new Pulled(timesVanished(entry), now));
            case Outcome.Failed(var _, PullFailure why, var _, var _, var _)
            when why.lasting() ->
                entries.compute(
                        key,
                        (_, entry) -> Failed.of(
                                why.what(),
                                why.remedy(),
                                timesFailed(entry) + 1,
                                now,
                                outcome.pull().again()));
            case Outcome.Failed(var _, PullFailure.Cancelled _, var _, var _, var _) -> {}
            case Outcome.Failed _ ->
                entries.computeIfPresent(key, (_, entry) -> entry instanceof Failed ? null : entry);
            case Outcome.NotTried _ -> {}
        }
    }

    private static int timesVanished(@Nullable Entry entry) {
        return entry == null || entry instanceof Failed ? 0 : entry.times();
    }

    private static int timesFailed(@Nullable Entry entry) {
        return entry instanceof Failed failed ? failed.times() : 0;
    }

    /// It was said that the image vanishes.
    void told(NodeName node, ImageRef image) {
        entries.computeIfPresent(
                Key.of(node, image),
                (_, entry) -> entry instanceof Vanished(int times, Instant at, boolean _)
                        ? new Vanished(times, at, true)
                        : entry);
    }

    /// Forgets whatever could hold a pull back, now or later; of images that are there only that they were pulled.
    void forgive() {
        entries.values().removeIf(entry -> !(entry instanceof Pulled));
        entries.replaceAll((_, entry) -> new Pulled(0, entry.at()));
    }
}
