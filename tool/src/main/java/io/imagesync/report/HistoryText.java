package io.imagesync.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.imagesync.model.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The last runs for people, a line each.
public final class HistoryText {
    private static final int DEEPEST = 3;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private HistoryText() {}

    /// @param runs lines of the history, the newest last
    /// @param most that are shown
    public static List<String> lines(List<String> runs, int most, ZoneId zone) {
        Columns table = new Columns("lrlrrrrrrr");
        table.add("RUN", "TOOK", "RESULT", "PULLED", "FAILED", "NOT TRIED", "MISSING", "SKIPPED", "LEFT OUT", "BYTES");
        for (String run : runs.subList(Math.max(0, runs.size() - most), runs.size())) {
            row(run, zone).ifPresent(table::add);
        }
        return table.lines(Columns.ANY);
    }

    /// The prefixes that took no image in the last run.
    ///
    /// @param runs lines of the history, the newest last
    public static List<String> idlePrefixes(List<String> runs) {
        try {
            return runs.isEmpty() ? List.of() : fields(runs.getLast()).getOrDefault("idlePrefixes", List.of());
        } catch (IOException _) {
            return List.of();
        }
    }

    /// Nothing for a line that is broken.
    private static Optional<List<String>> row(String run, ZoneId zone) {
        try {
            Map<String, List<String>> fields = fields(run);
            fields.putIfAbsent("skipped", List.of("0")); // from before there was that figure
            String started =
                    DayLog.TIME.format(Instant.parse(field(fields, "started")).atZone(zone));
            Duration took = Duration.ofMillis(Math.round(Double.parseDouble(field(fields, "seconds")) * 1000));
            List<String> cells = new ArrayList<>(List.of(started, Sizes.duration(took), result(fields)));
            for (String name : List.of("pulled", "failed", "notTried", "missing", "skipped", "leftOut")) {
                cells.add(Long.toString(Long.parseLong(field(fields, name))));
            }
            String bytes = field(fields, "bytes");
            OptionalLong known = bytes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes));
            cells.add((is(fields, "bytesAtLeast") ? "at least " : "") + Sizes.bytes(known));
            return Optional.of(cells);
        } catch (IOException | NumberFormatException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /// How the run ended, in a word.
    private static String result(Map<String, List<String>> fields) {
        return Stream.of("impossible", "cancelled", "complete")
                .filter(word -> is(fields, word))
                .findFirst()
                .orElse("incomplete");
    }

    static boolean is(Map<String, List<String>> fields, String name) {
        return field(fields, name).equals("true");
    }

    static String field(Map<String, List<String>> fields, String name) {
        return String.join("", fields.getOrDefault(name, List.of()));
    }

    /// Each field's texts: those of an array, or the one of another field.
    static Map<String, List<String>> fields(String run) throws IOException {
        Map<String, List<String>> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(run)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                List<String> texts = new ArrayList<>();
                fields.put(json.currentName(), texts);
                if (json.nextToken() == JsonToken.START_ARRAY) {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        texts.add(json.getText());
                        json.skipChildren();
                    }
                } else {
                    texts.add(json.getText());
                    json.skipChildren();
                }
            }
        }
        return fields;
    }
}
