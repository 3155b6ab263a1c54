package io.imagesync.report;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncListener;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What runs leave in `STATE_DIR` for those who ask later: `last-run.json`, the whole report of the last one, and
/// `history.jsonl`, a line a run, the newest last.
public final class History implements SyncListener {
    /// Runs that are kept: ten days of one each 30 minutes.
    static final int RUNS = 500;

    private static final String HISTORY = "history.jsonl";
    private static final int MAX_BYTES = 4 << 20;
    private static final int LONGEST = 4096;

    private final Path folder;

    /// @param folder that is there
    public History(Path folder) {
        this.folder = folder;
    }

    @Override
    public void finished(RunReport report) {
        try {
            append(line(report));
            LastRun.keep(folder, report, LastRun.Limits.USUAL);
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(String line) throws UnusableFileException {
        Path file = folder.resolve(HISTORY);
        List<String> lines = new ArrayList<>();
        try {
            lines.addAll(lines(folder));
        } catch (UnusableFileException _) {
            SafeFiles.moveAside(file, folder.resolve(HISTORY + ".broken"));
        }
        lines.add(line);
        SafeFiles.replace(file, bytes(lines.subList(Math.max(0, lines.size() - RUNS), lines.size())));
    }

    /// One for each run that is kept, the newest last. Lines that are none of ours are passed over.
    public static List<String> lines(Path folder) throws UnusableFileException {
        return SafeFiles.read(folder.resolve(HISTORY), MAX_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("")
                .lines()
                .filter(text -> text.startsWith("{\"version\":1,\"kind\":\"history\",") && text.length() <= LONGEST)
                .toList();
    }

    /// The report of the last run.
    ///
    /// @return nothing when there was no run yet
    public static Optional<Document> lastRun(Path folder) throws UnusableFileException {
        return LastRun.read(folder).map(LastRun::json);
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String line(RunReport report) {
        return JsonDocument.line("history", json -> {
            json.writeStringField("started", report.started().toString());
            json.writeNumberField("seconds", report.took().toMillis() / 1000.0);
            json.writeBooleanField("complete", report.complete());
            json.writeBooleanField("cancelled", report.cancelled());
            json.writeNumberField("nodes", report.surveys().size());
            json.writeNumberField("leftOut", report.leftOut().size());
            json.writeNumberField("pulled", report.pulled());
            json.writeNumberField("failed", report.failed());
            json.writeNumberField("notTried", report.notTried());
            json.writeNumberField(
                    "missing",
                    report.missing().values().stream()
                            .mapToLong(Integer::longValue)
                            .sum());
            json.writeNumberField(
                    "skipped",
                    report.plan().nodes().stream()
                            .mapToLong(Plan.NodePlan::skipped)
                            .sum());
            json.writeNumberField("bytes", bytesPulled(report));
            if (!report.plan().idlePrefixes().isEmpty()) {
                JsonDocument.texts(json, "idlePrefixes", report.plan().idlePrefixes());
            }
        });
    }

    private static long bytesPulled(RunReport report) {
        return report.outcomes().stream()
                .filter(Outcome.Pulled.class::isInstance)
                .mapToLong(outcome -> outcome.pull().size().orElse(0))
                .sum();
    }
}
