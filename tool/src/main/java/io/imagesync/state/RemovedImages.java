package io.imagesync.state;

import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import io.imagesync.json.StrictJson;
import io.imagesync.model.Failure;
import io.imagesync.model.FileFailure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Sizes;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Tombstones;
import java.io.UncheckedIOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What was removed and is to stay away, in `STATE_DIR/removed.json`. What no node has had for 90 days is forgotten.
/// A file that is there and cannot be used is never written to, nor taken for an empty one: [#check].
public final class RemovedImages implements Tombstones {
    static final int MAX_BYTES = 64 << 20;
    private static final Duration LIFETIME = Duration.ofDays(90);
    /// How exactly it is kept when a node last had an image: each run would write otherwise.
    private static final Duration EXACTNESS = Duration.ofDays(1);
    /// So many nodes that are not of the run are remembered: they may be away for a while. In a cluster nodes come and
    /// go under ever new names.
    static final int AWAY = 1000;

    private final Path folder;
    private final Path file;
    private final InstantSource clock;
    private final List<Tombstone> expired;
    private final @Nullable UnusableFileException unusable;
    private Map<ImageRef, Tombstone> all;

    private RemovedImages(
            Path folder, InstantSource clock, Map<ImageRef, Tombstone> read, @Nullable UnusableFileException unusable) {
        this.folder = folder;
        this.file = file(folder);
        this.clock = clock;
        this.unusable = unusable;
        this.expired = read.isEmpty() ? List.of() : expired(read, clock.instant());
        this.all = expired.isEmpty() ? read : without(read, expired);
    }

    private static Path file(Path folder) {
        return folder.resolve("removed.json");
    }

    private static List<Tombstone> expired(Map<ImageRef, Tombstone> read, Instant now) {
        Instant since = now.minus(LIFETIME);
        return read.values().stream()
                .filter(one -> !one.contradicted().isAfter(since))
                .toList();
    }

    private static Map<ImageRef, Tombstone> without(Map<ImageRef, Tombstone> all, List<Tombstone> some) {
        Map<ImageRef, Tombstone> fewer = new TreeMap<>(all);
        some.forEach(one -> fewer.remove(one.image()));
        return fewer;
    }

    /// Reads what is there, and makes nothing. Of a folder that cannot be looked into there is nothing to be known:
    /// whoever runs this has never removed anything.
    public static RemovedImages open(Path folder, InstantSource clock) {
        try {
            return new RemovedImages(folder, clock, read(folder, clock.instant()), null);
        } catch (UnusableFileException e) {
            return new RemovedImages(folder, clock, Map.of(), e);
        }
    }

    private static Map<ImageRef, Tombstone> read(Path folder, Instant now) throws UnusableFileException {
        Path file = file(folder);
        if (!isThere(file)) {
            return Map.of();
        }
        try {
            SafeFolders.checkNoLink(folder);
            SafeFolders.checkParent(file);
            Optional<byte[]> bytes = SafeFiles.read(file, MAX_BYTES);
            return bytes.isEmpty() ? Map.of() : RemovedJson.read(bytes.get(), now);
        } catch (StrictJson.Broken e) {
            throw unusable(file, file + " cannot be used: " + e.getMessage(), "repair it");
        } catch (UnusableFileException e) {
            throw unusable(file, e.getMessage(), e.remedy());
        }
    }

    private static boolean isThere(Path file) {
        try {
            return SafeFiles.isThere(file, LinkOption.NOFOLLOW_LINKS);
        } catch (UnusableFileException _) {
            return false;
        }
    }

    private static UnusableFileException unusable(Path file, @Nullable String what, String remedy) {
        return new UnusableFileException(
                "STATE_DIR: " + what + "; the file lists the images that were removed",
                remedy + ", or move " + file.getFileName()
                        + " away: then removed images spread again from nodes that still have them");
    }

    /// @throws UnusableFileException when it cannot be known what was removed
    void check() throws UnusableFileException {
        if (unusable != null) {
            throw unusable;
        }
    }

    /// The same for those who only show what a run would do, one line each.
    List<String> warnings() {
        return unusable == null
                ? List.of()
                : List.of(unusable.getMessage() + "; " + unusable.remedy()
                        + "; this output ignores what was removed, and a run would end with exit code 1");
    }

    @Override
    public synchronized List<Tombstone> all() {
        return List.copyOf(all.values());
    }

    /// What was forgotten when this was opened, since no node has had it for so long.
    List<Tombstone> expired() {
        return expired;
    }

    @Override
    public synchronized Optional<Failure> add(Collection<Tombstone> tombstones) {
        Map<ImageRef, Tombstone> more = new TreeMap<>(all);
        tombstones.forEach(one -> more.merge(one.image(), one, Tombstone::with));
        return replace(more);
    }

    @Override
    public synchronized Optional<Failure> forget(Collection<ImageRef> images) {
        Map<ImageRef, Tombstone> fewer = new TreeMap<>(all);
        images.forEach(fewer::remove);
        return replace(fewer);
    }

    private Optional<Failure> replace(Map<ImageRef, Tombstone> by) {
        if (by.equals(all)) {
            return Optional.empty();
        }
        try {
            write(by);
            return Optional.empty();
        } catch (UnusableFileException e) {
            return Optional.of(new FileFailure(String.valueOf(e.getMessage()), e.remedy()));
        }
    }

    private void write(Map<ImageRef, Tombstone> by) throws UnusableFileException {
        check();
        SafeFolders.checkNoLink(folder);
        SafeFolders.prepare(folder);
        byte[] bytes = RemovedJson.write(by.values());
        if (bytes.length > MAX_BYTES || by.size() > RemovedJson.MAX_IMAGES) {
            throw new UnusableFileException(
                    file + " can list no more removed images: the limit is " + RemovedJson.MAX_IMAGES + " and "
                            + Sizes.bytes(MAX_BYTES),
                    "forget some of them: image-sync restore PATTERN");
        }
        AtomicFile.replace(file, bytes);
        AtomicFile.keep(file);
        all = by;
    }

    /// Takes note of what nodes have told in a run that began after all of this was known.
    synchronized void seen(List<Survey> surveys) {
        if (!all.isEmpty() || !expired.isEmpty()) {
            note(Survey.listed(surveys), surveys.stream().map(Survey::node).toList());
        }
    }

    /// @param ofTheRun also those that could not be read
    private void note(List<Survey.Listed> nodes, List<NodeName> ofTheRun) {
        Map<ImageRef, Set<NodeName>> held = new HashMap<>();
        for (Survey.Listed node : nodes) {
            node.listing().images().stream()
                    .flatMap(HeldImage::names)
                    .filter(all::containsKey)
                    .forEach(name ->
                            held.computeIfAbsent(name, _ -> new HashSet<>()).add(node.node()));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<ImageRef, Tombstone> noted = new TreeMap<>(all);
        Set<String> hosts = ofTheRun.stream().map(NodeImage::host).collect(Collectors.toSet());
        noted.replaceAll((name, one) ->
                withoutThoseThatLeft(noted(one, held.getOrDefault(name, Set.of()), nodes, now), hosts));
        if (noted.equals(all) && expired.isEmpty()) {
            return;
        }
        try {
            write(noted);
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param holders those of the nodes that have it
    private static Tombstone noted(Tombstone one, Set<NodeName> holders, List<Survey.Listed> nodes, Instant now) {
        boolean news = !holders.isEmpty() && one.contradicted().plus(EXACTNESS).isBefore(now);
        Set<NodeName> gone = nodes.stream()
                .map(Survey.Listed::node)
                .filter(node -> !holders.contains(node) && !one.isConfirmed(node))
                .collect(Collectors.toSet());
        return gone.isEmpty() && !news ? one : one.seen(gone, news ? now : one.contradicted());
    }

    /// @param hosts of the run
    private static Tombstone withoutThoseThatLeft(Tombstone one, Set<String> hosts) {
        return one.confirmed().size() <= hosts.size() + AWAY
                ? one
                : one.confirmedOnly(node -> hosts.contains(NodeImage.host(node)));
    }
}
