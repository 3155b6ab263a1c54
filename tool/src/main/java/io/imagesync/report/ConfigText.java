package io.imagesync.report;

import io.imagesync.model.Effective;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The configuration as it was understood, for people or as JSON (docs/json.md).
public final class ConfigText {
    private ConfigText() {}

    /// @param nodes where each comes from, where that is told
    /// @param room columns that a line of the table may have at most
    public static List<String> table(List<Effective> rows, List<Effective> nodes, List<String> warnings, int room) {
        Columns table = new Columns("lwn");
        table.add("KEY", "VALUE", "FROM");
        Stream.of(rows, nodes)
                .flatMap(List::stream)
                .forEach(row -> table.add(row.key(), row.value().isEmpty() ? "-" : row.value(), row.origin()));
        List<String> lines = new ArrayList<>(table.lines(room));
        warnings.forEach(warning -> lines.add("warning: " + warning));
        return lines;
    }

    public static String json(List<Effective> rows, List<Effective> nodes, List<String> warnings) {
        return JsonDocument.of("config", json -> {
            JsonDocument.objects(json, "settings", rows, row -> {
                json.writeStringField("key", row.key());
                json.writeStringField("value", row.value());
                json.writeStringField("from", row.origin());
            });
            JsonDocument.objects(json, "nodes", nodes, node -> {
                json.writeStringField("node", node.value());
                json.writeStringField("from", node.origin());
            });
            JsonDocument.texts(json, "warnings", warnings);
        });
    }
}
