package io.imagesync.lab.e2e;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the nodes' crictl wrote about pulls, each when it started and when it ended.
record PullLog(List<Entry> entries) {
    /// @param nanos since 1970; the nodes of a lab share their clock
    record Entry(boolean start, long nanos, String image) {}

    /// @param text lines `start|end NANOSECONDS PID REFERENCE [EXIT CODE]`
    static PullLog parse(String text) {
        return new PullLog(text.lines()
                .map(line -> line.split(" ", -1))
                .map(words -> new Entry(words[0].equals("start"), Long.parseLong(words[1]), words[3]))
                .toList());
    }

    static PullLog merge(Stream<PullLog> logs) {
        return new PullLog(logs.flatMap(log -> log.entries.stream()).toList());
    }

    PullLog only(Predicate<String> image) {
        return new PullLog(
                entries.stream().filter(entry -> image.test(entry.image)).toList());
    }

    /// The images whose pull was started, in the order of starting.
    List<String> started() {
        return entries.stream().filter(Entry::start).map(Entry::image).toList();
    }

    /// How many have started and not ended.
    int running() {
        int starts = started().size();
        return starts - (entries.size() - starts);
    }

    /// The most that ran at one moment. Of two with the same time stamp, the end comes first.
    int peak() {
        int now = 0;
        int peak = 0;
        for (Entry entry : entries.stream()
                .sorted(Comparator.comparingLong(Entry::nanos).thenComparing(Entry::start))
                .toList()) {
            now += entry.start ? 1 : -1;
            peak = Math.max(peak, now);
        }
        return peak;
    }
}
