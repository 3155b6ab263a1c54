package io.imagesync.sync;

import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Tombstones;
import io.imagesync.plan.Choice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What somebody names goes and stays away: it is remembered before the first of it is removed.
public final class RemovalForGood implements Wish {
    private final Choice.Named named;
    private final Tombstones tombstones;
    private final Time time;
    private final String by;
    private final Map<ImageRef, Tombstone> written = new TreeMap<>();

    /// @param by who wants it
    public RemovalForGood(Choice.Named named, Tombstones tombstones, Time time, String by) {
        this.named = named;
        this.tombstones = tombstones;
        this.time = time;
        this.by = by;
    }

    @Override
    public Choice choice(List<Survey> surveys, OpenNodes openNodes) {
        return named;
    }

    /// Nodes that are not asked, since others were named, keep what they have: for them it is as if it were gone.
    @Override
    public Optional<Failure> begin(RemovalPlan plan, List<Survey> surveys, List<NodeName> nodes) {
        Set<ImageRef> names = plan.nodes().stream()
                .flatMap(part -> part.goes().stream().map(Going::name))
                .collect(Collectors.toSet());
        if (names.isEmpty()) {
            return Optional.empty();
        }
        Instant now = time.now();
        Set<NodeName> others = new HashSet<>(nodes);
        surveys.forEach(survey -> others.remove(survey.node()));
        names.forEach(name -> written.put(name, tombstone(name, now, surveys, others)));
        return forgetWhereItWasGone(surveys).or(() -> tombstones.add(written.values()));
    }

    private Tombstone tombstone(ImageRef name, Instant now, List<Survey> surveys, Set<NodeName> others) {
        Set<String> ids = new HashSet<>();
        Set<NodeName> without = new HashSet<>(others);
        for (Survey.Listed node : Survey.listed(surveys)) {
            Set<String> its = node.listing().images().stream()
                    .filter(image -> image.isNamed(name))
                    .map(HeldImage::id)
                    .collect(Collectors.toSet());
            ids.addAll(its);
            if (its.isEmpty()) {
                without.add(node.node());
            }
        }
        return new Tombstone(name, now, by, ids, without);
    }

    /// What is removed once more may have come again to nodes that are away now: that it was gone from them before
    /// does not count any more.
    private Optional<Failure> forgetWhereItWasGone(List<Survey> surveys) {
        List<NodeName> away =
                Survey.leftOut(surveys).stream().map(Survey.LeftOut::node).toList();
        List<ImageRef> again = new ArrayList<>();
        for (Tombstone before : away.isEmpty() ? List.<Tombstone>of() : tombstones.all()) {
            Tombstone now = written.get(before.image());
            if (now != null && away.stream().anyMatch(before::isConfirmed)) {
                Set<String> ids = new HashSet<>(before.ids());
                ids.addAll(now.ids());
                written.put(now.image(), new Tombstone(now.image(), now.at(), by, ids, now.confirmed()));
                again.add(now.image());
            }
        }
        return again.isEmpty() ? Optional.empty() : tombstones.forget(again);
    }

    @Override
    public Optional<Failure> end(List<Removal> ended, List<Survey> surveys) {
        List<Tombstone> confirmed = written.values().stream()
                .map(one -> new Tombstone(one.image(), one.at(), by, one.ids(), gone(one.image(), ended)))
                .filter(one -> !one.confirmed().isEmpty())
                .toList();
        return confirmed.isEmpty() ? Optional.empty() : tombstones.add(confirmed);
    }

    private static Set<NodeName> gone(ImageRef image, List<Removal> ended) {
        return ended.stream()
                .filter(one -> one instanceof Removal.Gone && one.image().equals(image))
                .map(Removal::node)
                .collect(Collectors.toSet());
    }
}
