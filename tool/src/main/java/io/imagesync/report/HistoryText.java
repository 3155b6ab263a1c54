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
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The last runs for people, a line each.
public final class HistoryText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
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
            row(run, zone).ifPresent(cells -> table.add(cells.toArray(String[]::new)));
        }
        return table.lines(Columns.ANY);
    }

    /// The prefixes that took no image in the last run.
    ///
    /// @param runs lines of the history, the newest last
    public static List<String> idlePrefixes(List<String> runs) {
        List<String> prefixes = new ArrayList<>();
        try (JsonParser json = JSON.createParser(runs.isEmpty() ? "" : runs.getLast())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals("idlePrefixes");
                if (json.nextToken() == JsonToken.START_ARRAY && wanted) {
                    while (json.nextToken() == JsonToken.VALUE_STRING) {
                        prefixes.add(json.getText());
                    }
                }
                json.skipChildren();
            }
        } catch (IOException _) {
            return List.of();
        }
        return prefixes;
    }

    /// Nothing for a line that is broken.
    private static Optional<List<String>> row(String run, ZoneId zone) {
        try {
            Map<String, String> fields = fields(run);
            fields.putIfAbsent("skipped", "0"); // from before there was that figure
            String started = TIME.format(Instant.parse(field(fields, "started")).atZone(zone));
            Duration took = Duration.ofMillis(Math.round(Double.parseDouble(field(fields, "seconds")) * 1000));
            List<String> cells = new ArrayList<>(List.of(started, Sizes.duration(took), result(fields)));
            for (String name : List.of("pulled", "failed", "notTried", "missing", "skipped", "leftOut")) {
                cells.add(Long.toString(Long.parseLong(field(fields, name))));
            }
            cells.add((field(fields, "bytesAtLeast").equals("true") ? "at least " : "") + Sizes.bytes(bytes(fields)));
            return Optional.of(cells);
        } catch (IOException | NumberFormatException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong bytes(Map<String, String> fields) {
        String bytes = field(fields, "bytes");
        return bytes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes));
    }

    private static String result(Map<String, String> fields) {
        for (String word : List.of("impossible", "cancelled")) {
            if (field(fields, word).equals("true")) {
                return word;
            }
        }
        return field(fields, "complete").equals("true") ? "complete" : "incomplete";
    }

    private static String field(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static Map<String, String> fields(String run) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(run)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                fields.put(name, json.getText());
                json.skipChildren();
            }
        }
        return fields;
    }
}
