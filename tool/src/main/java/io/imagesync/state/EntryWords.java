package io.imagesync.state;

import io.imagesync.model.NodeName;
import io.imagesync.state.Entry.Failed;
import io.imagesync.state.Entry.Vanished;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Why a pull is held back, until when, and what to do, in one line.
final class EntryWords {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private EntryWords() {}

    /// @param holder a node that has the image, if one does
    static String of(Entry.Hold hold, Optional<NodeName> holder, Instant until, ZoneId zone) {
        return switch (hold) {
            case Failed(var what, var remedy, var times, var _, var _) ->
                what + " (" + times(times) + "); " + (remedy.isEmpty() ? "" : remedy + "; ")
                        + holder.map(node -> node + " still holds it; ").orElse("")
                        + "a line in EXCLUDE ends the tries; next try after " + time(until, zone)
                        + ", or --retry-failed";
            case Vanished(var times, var _, var _) ->
                "pulled and gone from the node again " + times(times)
                        + ", as when the kubelet deletes images to free its disk; free space there or lower DISK_LIMIT,"
                        + " pin the image, or raise the kubelet's imageGCHighThresholdPercent or imageMaximumGCAge;"
                        + " next pull after " + time(until, zone) + ", or --retry-failed";
        };
    }

    private static String times(int times) {
        return times == 1 ? "once" : times + " times";
    }

    private static String time(Instant instant, ZoneId zone) {
        return TIME.format(instant.atZone(zone));
    }
}
