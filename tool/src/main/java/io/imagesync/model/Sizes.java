package io.imagesync.model;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;

/// Sizes and durations as people read them. The script of the report's page writes the same figures in the same way.
public final class Sizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /// Decimal units, as registries and crictl write them: `9.8 GB`.
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 || value >= 99.5 ? Long.toString(Math.round(value)) : tenths(value)) + " " + UNITS[unit];
    }

    public static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? bytes(bytes.getAsLong()) : "size unknown";
    }

    /// Of one pull; of another kind of runtime it is about so much.
    public static String of(Pull pull) {
        return (pull.isAbout() ? "about " : "") + bytes(pull.size());
    }

    /// Of several pulls together.
    public static String of(List<Pull> pulls) {
        return total(pulls.stream().map(Pull::size).toList(), pulls.stream().anyMatch(Pull::isAbout));
    }

    /// Of an image that is there.
    public static String of(Outcome.Pulled pulled) {
        return (pulled.isAbout() ? "about " : "") + bytes(pulled.size());
    }

    /// Together, as far as they are known; empty where there are some and none is known.
    public static OptionalLong sum(Collection<OptionalLong> sizes) {
        LongSummaryStatistics known = sizes.stream()
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .summaryStatistics();
        return known.getCount() == 0 && !sizes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(known.getSum());
    }

    /// The sum in words, which say when a part of it is not known.
    public static String total(Collection<OptionalLong> sizes, boolean about) {
        OptionalLong sum = sum(sizes);
        boolean partly = sum.isPresent() && sizes.stream().anyMatch(OptionalLong::isEmpty);
        return (partly ? "at least " : "") + (about && sum.isPresent() ? "about " : "") + bytes(sum);
    }

    public static String duration(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        if (duration.toMillis() < 9950) {
            return tenths(duration.toMillis() / 1000.0) + " s";
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200
                ? seconds / 60 + " min" + and(seconds % 60, " s")
                : seconds / 3600 + " h" + and(seconds % 3600 / 60, " min");
    }

    private static String and(long rest, String unit) {
        return rest == 0 ? "" : " " + rest + unit;
    }

    /// With one decimal. Not by a format, whose rounding no other language shares.
    private static String tenths(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }
}
