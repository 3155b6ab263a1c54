package io.imagesync.lab.e2e;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the nodes' containerd wrote about pulls, each when it started and when it ended, whoever asked for it.
public record PullLog(List<Entry> entries) {
    /// `PullImage "REF"`, then `PullImage "REF" returns image reference "ID"` or `PullImage "REF" failed`,
    /// which is also said of a pull that was cancelled.
    private static final Pattern PULL =
            Pattern.compile("PullImage \"((?:[^\"\\\\]++|\\\\.)*+)\"(?<end> failed| returns image reference .*)?");

    /// @param nanos since 1970; the nodes of a lab share their clock
    public record Entry(boolean start, long nanos, String image) {}

    /// @param text containerd's log. The end of a pull whose start is not in it is left out
    static PullLog parse(String text) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Integer> running = new HashMap<>();
        for (String line : text.lines().toList()) {
            Map<String, String> fields = LogLine.fields(line);
            Matcher pull = PULL.matcher(fields.getOrDefault("msg", ""));
            if (!pull.matches() || !fields.containsKey("time")) {
                continue;
            }
            boolean start = pull.group("end") == null;
            String image = LogLine.unquoted(pull.group(1));
            int now = running.merge(image, start ? 1 : -1, Integer::sum);
            if (now < 0) {
                running.put(image, 0);
            } else {
                entries.add(new Entry(start, nanos(fields.getOrDefault("time", "")), image));
            }
        }
        return new PullLog(entries);
    }

    private static long nanos(String time) {
        return ChronoUnit.NANOS.between(
                Instant.EPOCH, OffsetDateTime.parse(time).toInstant());
    }

    static PullLog merge(Stream<PullLog> logs) {
        return new PullLog(logs.flatMap(log -> log.entries.stream()).toList());
    }

    PullLog only(Predicate<String> image) {
        return new PullLog(
                entries.stream().filter(entry -> image.test(entry.image)).toList());
    }

    /// The images whose pull was started, in the order of starting.
    public List<String> started() {
        return entries.stream().filter(Entry::start).map(Entry::image).toList();
    }

    /// How many have started and not ended.
    public int running() {
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
