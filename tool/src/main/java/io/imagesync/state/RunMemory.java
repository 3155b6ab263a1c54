package io.imagesync.state;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Memory;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncListener;
import io.imagesync.state.Entry.Failed;
import io.imagesync.state.Entry.Hold;
import io.imagesync.state.Entry.Vanished;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What earlier runs remember, in `STATE_DIR/memory.json`: pulls that failed for a reason that does not pass by itself,
/// to be tried again after 1, 2, 4 and at most 24 hours; and pulls whose image was gone from the node three times,
/// to be made again after a day. As a listener it hears what becomes of this run's pulls, and writes at the end.
public final class RunMemory implements Memory, SyncListener {
    private final Clock clock;
    private final Entries entries;
    private final Optional<MemoryFile> file;
    private final List<String> warnings;

    private RunMemory(Clock clock, Map<Key, Entry> entries, Optional<MemoryFile> file, List<String> warnings) {
        this.clock = clock;
        this.entries = new Entries(entries);
        this.file = file;
        this.warnings = List.copyOf(warnings);
    }

    /// For a run: makes the folder, and writes to it when the run has finished.
    public static RunMemory open(Path folder, Clock clock) {
        MemoryFile file = new MemoryFile(folder);
        try {
            file.prepareFolder();
        } catch (UnusableFileException e) {
            String warning = "STATE_DIR: " + words(e) + "; nothing is remembered from run to run";
            return new RunMemory(clock, Map.of(), Optional.empty(), List.of(warning));
        }
        try {
            return new RunMemory(clock, file.read(clock.instant()), Optional.of(file), List.of());
        } catch (UnusableFileException e) {
            String warning = "STATE_DIR: " + words(e) + "; this run remembers nothing, and " + file.fate();
            return new RunMemory(clock, Map.of(), Optional.of(file), List.of(warning));
        }
    }

    /// For a plan: reads what is there, and writes nothing.
    public static RunMemory look(Path folder, Clock clock) {
        MemoryFile file = new MemoryFile(folder);
        try {
            file.checkFolder();
            return new RunMemory(clock, file.read(clock.instant()), Optional.empty(), List.of());
        } catch (UnusableFileException e) {
            String warning = "STATE_DIR: " + words(e) + "; planned as if nothing were remembered";
            return new RunMemory(clock, Map.of(), Optional.empty(), List.of(warning));
        }
    }

    private static String words(UnusableFileException e) {
        return e.getMessage() + "; " + e.remedy();
    }

    /// Why nothing is remembered, one line each.
    public List<String> warnings() {
        return warnings;
    }

    /// Whether the folder can be used.
    public boolean isKept() {
        return file.isPresent();
    }

    /// Forgets whatever would hold a pull back.
    public synchronized void forgive() {
        entries.forgive();
    }

    @Override
    public synchronized List<Skip> heldBack(List<Survey> surveys) {
        Instant now = now();
        entries.seen(surveys, now);
        Map<String, NodeName> nodes = Survey.listed(surveys).stream()
                .map(Survey.Listed::node)
                .collect(Collectors.toMap(Key::host, Function.identity(), (one, _) -> one));
        List<Skip> skips = new ArrayList<>();
        entries.all().forEach((key, entry) -> {
            NodeName node = nodes.get(key.host());
            if (node != null && entry instanceof Hold hold) {
                hold.until()
                        .filter(now::isBefore)
                        .ifPresent(until -> skips.add(skip(node, key.image(), hold, until, surveys)));
            }
        });
        return skips;
    }

    private Skip skip(NodeName node, ImageRef image, Hold hold, Instant until, List<Survey> surveys) {
        Optional<NodeName> holder = Survey.listed(surveys).stream()
                .filter(other -> other.listing().images().stream().anyMatch(held -> held.isNamed(image)))
                .map(Survey.Listed::node)
                .findFirst();
        String detail = EntryWords.of(hold, holder, until, clock.getZone());
        return switch (hold) {
            case Failed _ -> new Skip(node, image, Skip.Reason.REMEMBERED, detail, true);
            case Vanished vanished -> new Skip(node, image, Skip.Reason.VANISHES, detail, vanished.told());
        };
    }

    @Override
    public synchronized void planned(Plan plan) {
        plan.skips().stream()
                .filter(skip -> skip.reason() == Skip.Reason.VANISHES)
                .forEach(skip -> entries.told(skip.node(), skip.image()));
    }

    @Override
    public synchronized void pullEnded(Outcome outcome) {
        entries.ended(outcome, now());
    }

    @Override
    public synchronized void finished(RunReport report) {
        if (file.isEmpty()) {
            return;
        }
        try {
            file.get().write(entries.all());
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
