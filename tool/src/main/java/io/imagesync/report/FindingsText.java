package io.imagesync.report;

import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a doctor found, for people or as JSON (docs/json.md).
public final class FindingsText {
    /// Nodes on which nothing is wrong that are shown one by one.
    private static final int SHOWN_EACH = 4;

    private FindingsText() {}

    /// A line for what was found on one node or several, the remedy below it, and a verdict at the end.
    ///
    /// @param all whether nodes on which nothing is wrong are shown as the others are, and not in one line
    /// @param room columns that a line of the table may have at most
    public static List<String> lines(List<Finding> findings, List<String> warnings, boolean all, int room) {
        Set<String> well = all ? Set.of() : well(findings);
        Columns table = new Columns("lnw");
        well.forEach(node -> table.add(word(Level.OK), node, "all checks (--all shows them)"));
        findings.stream()
                .filter(f -> !well.contains(f.subject()))
                .forEach(f -> table.add(
                        word(f.level()), f.subject(), f.text() + (f.remedy().isEmpty() ? "" : "\n-> " + f.remedy())));
        List<String> lines = new ArrayList<>(table.folded(1).lines(room));
        warnings.forEach(warning -> lines.add("warning: " + warning));
        lines.add(verdict(findings));
        return lines;
    }

    /// Nodes on which nothing is wrong, where there are too many to show each.
    private static Set<String> well(List<Finding> findings) {
        Set<String> well = new LinkedHashSet<>();
        findings.stream()
                .map(Finding::subject)
                .filter(subject -> !subject.contains(" "))
                .forEach(well::add);
        findings.stream().filter(f -> f.level() != Level.OK).forEach(f -> well.remove(f.subject()));
        return well.size() <= SHOWN_EACH ? Set.of() : well;
    }

    private static String verdict(List<Finding> findings) {
        long failed = findings.stream().filter(f -> f.level() == Level.FAILED).count();
        long warned = findings.stream().filter(f -> f.level() == Level.WARNING).count();
        String more = warned == 0 ? "" : " " + Finding.counted(warned, "warning") + ".";
        return (failed == 0 ? "Nothing has failed." : Finding.counted(failed, "check") + " failed.") + more;
    }

    public static String json(List<Finding> findings, List<String> warnings) {
        return JsonDocument.of("doctor", json -> {
            JsonDocument.objects(json, "findings", findings, finding -> {
                json.writeStringField("level", word(finding.level()));
                json.writeStringField("subject", finding.subject());
                json.writeStringField("text", finding.text());
                if (!finding.remedy().isEmpty()) {
                    json.writeStringField("remedy", finding.remedy());
                }
            });
            JsonDocument.texts(json, "warnings", warnings);
        });
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
