package io.imagesync.report;

import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;

/// Sizes and durations as people read them.
final class Sizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /// Decimal units, as registries and crictl write them: `9.8 GB`.
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 99.5 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? bytes(bytes.getAsLong()) : "size unknown";
    }

    /// Together, as far as they are known; empty where there are some and none is known.
    static OptionalLong sum(Collection<OptionalLong> sizes) {
        LongSummaryStatistics known = sizes.stream()
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .summaryStatistics();
        return known.getCount() == 0 && !sizes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(known.getSum());
    }

    /// The sum in words, which say when a part of it is not known.
    static String total(Collection<OptionalLong> sizes, boolean about) {
        OptionalLong sum = sum(sizes);
        boolean partly = sum.isPresent() && sizes.stream().anyMatch(OptionalLong::isEmpty);
        return (partly ? "at least " : "") + (about && sum.isPresent() ? "about " : "") + bytes(sum);
    }

    /// Of an image that is there.
    static String of(Outcome.Pulled pulled) {
        return (pulled.isAbout() ? "about " : "") + bytes(pulled.size());
    }

    /// Of one pull; of another kind of runtime it is about so much.
    static String of(Pull pull) {
        return (pull.isAbout() ? "about " : "") + bytes(pull.size());
    }

    /// Of several pulls together.
    static String of(List<Pull> pulls) {
        return total(pulls.stream().map(Pull::size).toList(), pulls.stream().anyMatch(Pull::isAbout));
    }

    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return seconds < 120
                ? seconds + " s"
                : seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
}
