package io.imagesync.sync;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Pull;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What one node still has to pull, and the room on its disk. Guarded by its owner.
final class NodeQueue {
    /// Whether there is room for a pull now.
    enum Room {
        YES,
        /// Running pulls have reserved it; they may need less.
        LATER,
        NO
    }

    private final List<Pull> pending = new ArrayList<>();
    /// Those of the running pulls, as often as they run.
    private final List<String> repositories = new ArrayList<>();
    private final Set<Pull> suspended = new HashSet<>();
    private final DiskLimit limit;
    private Optional<DiskUsage> disk;
    private long reserved;
    private long unread;
    private int running;

    NodeQueue(DiskLimit limit, Optional<DiskUsage> disk) {
        this.limit = limit;
        this.disk = disk;
    }

    /// More that is pending: the largest goes first, after those that were suspended.
    void add(List<Pull> pulls) {
        pending.addAll(pulls);
        pending.sort(Comparator.comparing((Pull pull) -> !suspended.contains(pull))
                .thenComparingLong(pull -> -pull.size().orElse(0)));
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /// Whether nothing is left to do.
    boolean isDone() {
        return pending.isEmpty() && !isBusy();
    }

    boolean isBusy() {
        return running > 0;
    }

    /// The first that passes the filter, taken out; better one whose repository is not being pulled from here already.
    /// Images of one repository have layers in common, and containerd lets whoever comes second wait for them.
    Optional<Pull> takeNext(Predicate<Pull> filter) {
        return takeFirst(filter.and(pull -> !repositories.contains(repository(pull))))
                .or(() -> takeFirst(filter));
    }

    private static String repository(Pull pull) {
        return pull.image().registry() + "/" + pull.image().repository();
    }

    private Optional<Pull> takeFirst(Predicate<Pull> filter) {
        for (Iterator<Pull> it = pending.iterator(); it.hasNext(); ) {
            Pull pull = it.next();
            if (filter.test(pull)) {
                it.remove();
                return Optional.of(pull);
            }
        }
        return Optional.empty();
    }

    Stream<Pull> pending() {
        return pending.stream();
    }

    /// All that pass the filter, taken out.
    List<Pull> takeAll(Predicate<Pull> filter) {
        List<Pull> taken = pending.stream().filter(filter).toList();
        pending.removeAll(taken);
        return taken;
    }

    Room roomFor(Pull pull) {
        if (disk.isEmpty() || pull.size().isEmpty()) {
            return Room.YES;
        }
        if (limit.allows(disk.get(), reserved + unread, pull.needed())) {
            return Room.YES;
        }
        return running > 0 ? Room.LATER : Room.NO;
    }

    String noRoomWords(Pull pull) {
        return limit.words(disk.orElseThrow(), pull.needed());
    }

    void started(Pull pull) {
        running++;
        suspended.remove(pull);
        repositories.add(repository(pull));
        reserved += reservation(pull);
    }

    /// @param now the disk after the pull; where it could not be read, what the pull reserved stays taken until it can
    void ended(Pull pull, Optional<DiskUsage> now) {
        unread += reservation(pull);
        stopped(pull, now);
    }

    /// It waits for its registry and is the next in turn. It keeps no room: it reserves all that it needs again.
    ///
    /// @param now the disk with what has come of it so far
    void suspended(Pull pull, Optional<DiskUsage> now) {
        pending.addFirst(pull);
        suspended.add(pull);
        stopped(pull, now);
    }

    private void stopped(Pull pull, Optional<DiskUsage> now) {
        running--;
        repositories.remove(repository(pull));
        reserved -= reservation(pull);
        if (now.isPresent()) {
            disk = now;
            unread = 0;
        }
    }

    private static long reservation(Pull pull) {
        return pull.needed();
    }
}
