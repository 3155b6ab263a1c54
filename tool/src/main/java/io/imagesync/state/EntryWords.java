package io.imagesync.state;

import io.imagesync.model.NodeName;
import io.imagesync.state.Entry.State;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Why a pull is held back, until when, and what to do, in one line.
final class EntryWords {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private EntryWords() {}

    /// @param holder a node that has the image, if one does
    static String of(Entry entry, Optional<NodeName> holder, Instant until, ZoneId zone) {
        String times = entry.times() == 1 ? "once" : entry.times() + " times";
        String next = TIME.format(until.atZone(zone)) + ", or with --retry-failed";
        return entry.is(State.FAILED)
                ? entry.what() + " (" + times + "); "
                        + (entry.remedy().isEmpty() ? "" : entry.remedy() + "; ")
                        + holder.map(node -> node + " still holds it; ").orElse("")
                        + "add it to EXCLUDE to stop the attempts; next attempt after " + next
                : "pulled " + times + ", and then gone from the node again, as when the kubelet deletes images to free"
                        + " disk space; free space there or lower DISK_LIMIT, pin the image, or raise the kubelet's"
                        + " imageGCHighThresholdPercent or imageMaximumGCAge; next pull after " + next;
    }
}
