package io.imagesync.state;

import io.imagesync.state.Entry.Failed;
import io.imagesync.state.Entry.Vanished;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// Why a pull is held back, until when, and what to do, in one line.
final class EntryWords {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private EntryWords() {}

    static String of(Entry.Hold hold, Instant until, ZoneId zone) {
        return switch (hold) {
            case Failed(var what, var times, var _, var _) ->
                what + " (" + times(times) + "); next try after " + time(until, zone) + ", or --retry-failed";
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
