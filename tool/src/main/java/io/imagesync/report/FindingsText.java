package io.imagesync.report;

import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a doctor found, for people or as JSON (docs/json.md).
public final class FindingsText {
    private FindingsText() {}

    /// A line a finding, the remedy below it, and a verdict at the end.
    public static List<String> lines(List<Finding> findings, List<String> warnings) {
        Columns table = new Columns("lll");
        findings.forEach(f -> {
            table.add(word(f.level()), f.subject(), f.text());
            if (!f.remedy().isEmpty()) {
                table.add("", "", "-> " + f.remedy());
            }
        });
        List<String> lines = new ArrayList<>(table.lines());
        warnings.forEach(warning -> lines.add("warning: " + warning));
        long failed = findings.stream().filter(f -> f.level() == Level.FAILED).count();
        lines.add(failed == 0 ? "Nothing has failed." : failed + (failed == 1 ? " check" : " checks") + " failed.");
        return lines;
    }

    public static String json(List<Finding> findings, List<String> warnings) {
        return JsonDocument.of("doctor", json -> {
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("level", word(finding.level()));
                json.writeStringField("subject", finding.subject());
                json.writeStringField("text", finding.text());
                if (!finding.remedy().isEmpty()) {
                    json.writeStringField("remedy", finding.remedy());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            JsonDocument.texts(json, "warnings", warnings);
        });
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
