package io.imagesync.state;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.EventListener;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Memory;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.PullFailure;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Tombstones;
import io.imagesync.state.Entry.State;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What earlier runs remember, in `STATE_DIR/memory.json`: pulls that failed for a reason that does not pass by itself,
/// to be tried again after 1, 2, 4 and at most 24 hours; and pulls whose image was gone from the node three times,
/// to be made again after a day. As a listener it hears what becomes of this run's pulls, and writes at the end. With
/// it
/// goes what is to stay away, [RemovedImages].
public final class RunMemory implements Memory, EventListener {
    private final Clock clock;
    private final Map<NodeImage, Entry> entries;
    private final RemovedImages removed;
    private final Optional<MemoryFile> file;
    private final List<String> warnings;

    private RunMemory(
            Clock clock,
            RemovedImages removed,
            Map<NodeImage, Entry> entries,
            Optional<MemoryFile> file,
            List<String> warnings) {
        this.clock = clock;
        this.removed = removed;
        this.entries = new HashMap<>(entries);
        this.file = file;
        this.warnings = List.copyOf(warnings);
    }

    /// For a run: makes the folder, and writes to it when the run has finished. [#check] is to be called then.
    public static RunMemory open(Path folder, Clock clock) {
        MemoryFile file = new MemoryFile(folder);
        RemovedImages removed = RemovedImages.open(folder, clock);
        try {
            file.prepareFolder();
        } catch (UnusableFileException e) {
            String warning = warning(e, "nothing is remembered from run to run");
            return new RunMemory(clock, removed, Map.of(), Optional.empty(), List.of(warning));
        }
        try {
            return new RunMemory(clock, removed, file.read(clock.instant()), Optional.of(file), List.of());
        } catch (UnusableFileException e) {
            String warning = warning(e, "this run remembers nothing, and " + file.fate());
            return new RunMemory(clock, removed, Map.of(), Optional.of(file), List.of(warning));
        }
    }

    /// For a plan: reads what is there, and writes nothing.
    public static RunMemory look(Path folder, Clock clock) {
        MemoryFile file = new MemoryFile(folder);
        RemovedImages removed = RemovedImages.open(folder, clock);
        List<String> warnings = new ArrayList<>(removed.warnings());
        Map<NodeImage, Entry> entries = Map.of();
        try {
            file.checkFolder();
            entries = file.read(clock.instant());
        } catch (UnusableFileException e) {
            warnings.add(warning(e, "this plan does not know what earlier runs remember"));
        }
        return new RunMemory(clock, removed, entries, Optional.empty(), warnings);
    }

    /// The same of what was removed alone, for those who do not ask what failed.
    public static RunMemory lookAtRemoved(Path folder, Clock clock) {
        RemovedImages removed = RemovedImages.open(folder, clock);
        return new RunMemory(clock, removed, Map.of(), Optional.empty(), removed.warnings());
    }

    private static String warning(UnusableFileException why, String so) {
        return "STATE_DIR: " + why.getMessage() + "; " + why.remedy() + "; " + so;
    }

    /// Ends a run before it begins, rather than let it spread again what was removed.
    ///
    /// @throws UnusableFileException when it cannot be known what was removed
    public void check() throws UnusableFileException {
        removed.check();
    }

    @Override
    public Tombstones removed() {
        return removed;
    }

    /// What is no longer kept away, in words, one line each.
    public List<String> expired() {
        List<String> lines = new ArrayList<>();
        for (Tombstone one : removed.expired()) {
            lines.add("No node has had " + one.image() + " for 90 days: image-sync forgets that it was removed");
        }
        return lines;
    }

    /// Why nothing is remembered, one line each.
    public List<String> warnings() {
        return warnings;
    }

    /// Whether the folder can be used.
    public boolean isKept() {
        return file.isPresent();
    }

    /// Forgets whatever could hold a pull back, now or later; of images that are there only that they were pulled.
    public synchronized void forgive() {
        entries.values().removeIf(entry -> !entry.is(State.PULLED));
        entries.replaceAll((_, entry) -> Entry.pulled(0, entry.at()));
    }

    @Override
    public synchronized List<Skip> heldBack(List<Survey> surveys) {
        Instant now = now();
        entries.values().removeIf(entry -> entry.isOver(now));
        List<Survey.Listed> listed = Survey.listed(surveys);
        Map<String, Survey.Listed> nodes = new HashMap<>();
        listed.forEach(node -> nodes.putIfAbsent(NodeImage.host(node.node()), node));
        Map<String, Set<ImageRef>> held = new HashMap<>();
        List<Skip> skips = new ArrayList<>();
        for (Iterator<Map.Entry<NodeImage, Entry>> all = entries.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<NodeImage, Entry> each = all.next();
            NodeImage key = each.getKey();
            Survey.Listed node = nodes.get(key.host());
            if (node == null) {
                continue;
            }
            boolean isThere = held.computeIfAbsent(key.host(), _ -> names(node)).contains(key.image());
            Optional<Entry> entry = each.getValue().seen(isThere, now);
            entry.ifPresentOrElse(each::setValue, all::remove);
            entry.flatMap(Entry::heldUntil)
                    .filter(now::isBefore)
                    .ifPresent(until -> skips.add(skip(node.node(), key.image(), entry.get(), until, listed)));
        }
        return skips;
    }

    private static Set<ImageRef> names(Survey.Listed node) {
        return node.listing().images().stream()
                .flatMap(image -> Stream.concat(image.tags().stream(), image.digests().stream()))
                .collect(Collectors.toSet());
    }

    private Skip skip(NodeName node, ImageRef image, Entry entry, Instant until, List<Survey.Listed> listed) {
        Optional<NodeName> holder = listed.stream()
                .filter(other -> other.listing().images().stream().anyMatch(held -> held.isNamed(image)))
                .map(Survey.Listed::node)
                .findFirst();
        String detail = EntryWords.of(entry, holder, until, clock.getZone());
        return entry.is(State.FAILED)
                ? new Skip(node, image, Skip.Reason.REMEMBERED, detail, true)
                : new Skip(node, image, Skip.Reason.VANISHES, detail, entry.told());
    }

    @Override
    public synchronized void on(SyncEvent event) {
        if (event instanceof SyncEvent.Planned(var plan)) {
            planned(plan);
        } else if (event instanceof SyncEvent.PullEnded(var outcome)) {
            pullEnded(outcome);
        } else if (event instanceof SyncEvent.Finished(var report)) {
            removed.seen(report.surveys());
            finished();
        }
    }

    private void planned(Plan plan) {
        plan.skips().stream()
                .filter(skip -> skip.reason() == Skip.Reason.VANISHES)
                .forEach(skip -> entries.computeIfPresent(
                        NodeImage.of(skip.node(), skip.image()),
                        (_, entry) ->
                                entry.is(State.VANISHED) ? Entry.vanished(entry.times(), entry.at(), true) : entry));
    }

    /// What is not tried or is cancelled says nothing about the image, and a relay that failed nothing about its
    /// registry: before each relay it is looked for whoever has the image.
    private void pullEnded(Outcome outcome) {
        NodeImage key = NodeImage.of(outcome.pull().node(), outcome.pull().image());
        Instant now = now();
        switch (outcome) {
            case Outcome.Pulled _ -> entries.compute(key, (_, entry) -> Entry.pulled(times(entry, false), now));
            case Outcome.Failed(var pull, PullFailure why, var _, var _, var _)
            when why.permanent() && !pull.isRelay() ->
                entries.compute(
                        key,
                        (_, entry) ->
                                Entry.failed(why.what(), why.remedy(), times(entry, true) + 1, now, pull.again()));
            case Outcome.Failed(var _, PullFailure.Cancelled _, var _, var _, var _) -> {}
            case Outcome.Failed(var pull, var _, var _, var _, var _) when pull.isRelay() -> {}
            case Outcome.Failed _ -> entries.computeIfPresent(key, (_, entry) -> entry.is(State.FAILED) ? null : entry);
            case Outcome.NotTried _ -> {}
        }
    }

    /// How many times it failed, or how many times it vanished.
    private static int times(@Nullable Entry entry, boolean failed) {
        return entry != null && entry.is(State.FAILED) == failed ? entry.times() : 0;
    }

    private void finished() {
        if (file.isEmpty()) {
            return;
        }
        try {
            file.get().write(entries);
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
