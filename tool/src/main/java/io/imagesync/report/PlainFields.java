package io.imagesync.report;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of one object of `progress.json` that are texts, numbers and flags. What is asked for and is not there,
/// or
/// is no such thing, is an [IllegalArgumentException].
final class PlainFields {
    private static final Set<String> TEXTS = Set.of(
            "at",
            "started",
            "pulling",
            "node",
            "image",
            "runtime",
            "told",
            "relayedFrom",
            "since",
            "phase",
            "rateSince");
    private static final Set<String> FLAGS = Set.of("atLeast", "about", "again");

    /// What is neither these nor an object or an array.
    private static final Set<String> NUMBERS = Set.of(
            "version",
            "pid",
            "timeOut",
            "nodes",
            "answered",
            "toRemove",
            "removals",
            "images",
            "bytes",
            "ended",
            "failed",
            "pulled",
            "bytesPulled",
            "bytesGone",
            "running",
            "unpacking",
            "bytesRunning",
            "saidBefore",
            "bytesMissing",
            "transferred",
            "toTransfer",
            "rateBytes");

    /// So large that sums and products of such numbers are still numbers.
    private static final long MOST = 1L << 52;

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Set<String> flags = new HashSet<>();

    /// Passes over what it does not know.
    void field(StrictJson json, String name) throws Broken {
        if (TEXTS.contains(name)) {
            json.text().ifPresent(text -> texts.put(name, text));
        } else if (FLAGS.contains(name)) {
            if (json.isTrue()) {
                flags.add(name);
            }
        } else if (NUMBERS.contains(name)) {
            json.number().ifPresent(number -> numbers.put(name, number));
        } else {
            json.skip();
        }
    }

    boolean is(String flag) {
        return flags.contains(flag);
    }

    String text(String name) {
        return known(name, texts.get(name));
    }

    Optional<String> optional(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    OptionalLong optionalNumber(String name) {
        return numbers.containsKey(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
    }

    long number(String name) {
        long number = known(name, numbers.get(name));
        if (number < 0 || number > MOST) {
            throw new IllegalArgumentException(name);
        }
        return number;
    }

    int count(String name) {
        return (int) Math.min(Integer.MAX_VALUE, number(name));
    }

    /// A time at which there can have been a run.
    Instant time(String name) {
        Instant time = Instant.parse(text(name));
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException(name);
        }
        return time;
    }

    private static <T> T known(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name);
        }
        return value;
    }
}
