package io.imagesync.report;

import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.EventListener;
import io.imagesync.model.Matrix;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Sizes;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What runs leave in `STATE_DIR` for those who ask later: `last-run.json`, the whole report of the last one, and
/// `history.jsonl`, a line a run, the newest last.
public final class History implements EventListener {
    /// Runs that are kept: ten days of one each 30 minutes.
    static final int RUNS = 500;

    private static final String HISTORY = "history.jsonl";
    private static final int MAX_BYTES = 4 << 20;
    private static final int LONGEST = 4096;

    private final Path folder;
    private final InstantSource clock;
    private final Instant started;
    private final boolean isSync;
    private final List<Survey> surveys = new ArrayList<>();
    /// Once the run is over.
    private List<String> runs = List.of();
    private Optional<Ended> ended = Optional.empty();

    private record Ended(RunReport report, Optional<SyncEvent.Impossible> why) {}

    /// Of `sync`.
    public History(Path folder, InstantSource clock) {
        this(folder, clock, true);
    }

    /// @param folder that is there
    /// @param isSync whether it brings nodes in step: others have no result that is compared with those before
    public History(Path folder, InstantSource clock, boolean isSync) {
        this.folder = folder;
        this.clock = clock;
        this.isSync = isSync;
        this.started = clock.instant();
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.Surveyed(var survey)) {
            surveys.add(survey);
        } else if (event instanceof SyncEvent.Finished(var report)) {
            keep(report, Optional.empty());
        } else if (event instanceof SyncEvent.Impossible why) {
            keep(withoutPlan(), Optional.of(why));
        }
    }

    /// Of a run that could not be done: which nodes could be read, and no more.
    private RunReport withoutPlan() {
        return new RunReport(
                started,
                Duration.between(started, clock.instant()),
                surveys.stream().sorted(Comparator.comparing(Survey::node)).toList(),
                () -> new Matrix(List.of(), List.of()),
                new Plan(List.of(), List.of(), new TreeMap<>(), List.of(), List.of(), List.of()),
                List.of(),
                false);
    }

    private void keep(RunReport report, Optional<SyncEvent.Impossible> why) {
        try {
            runs = withEarlier(line(report, why.isPresent()));
            ended = Optional.of(new Ended(report, why));
            byte[] bytes = (String.join("\n", runs) + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.replace(folder.resolve(HISTORY), bytes);
            LastRun.keep(folder, report, why, LastRun.Limits.USUAL);
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As many of the earlier lines as are kept, and this one.
    private List<String> withEarlier(String line) throws UnusableFileException {
        List<String> lines = new ArrayList<>();
        try {
            lines.addAll(lines(folder));
        } catch (UnusableFileException e) {
            if (e.getCause() != null) {
                throw e;
            }
            SafeFiles.moveAside(folder.resolve(HISTORY), folder.resolve(HISTORY + ".broken"));
        }
        lines.add(line);
        return lines.subList(Math.max(0, lines.size() - RUNS), lines.size());
    }

    /// How the run ended, once it is over.
    public Optional<RunResult> result() {
        return ended.map(end -> new RunResult(
                end.why.isPresent() ? RunResult.IMPOSSIBLE : RunResult.word(end.report),
                new Results(runs).hasChanged(),
                ReportJson.run(end.report, end.why, true)));
    }

    /// Since when runs come to the same as this one, which is over: complete, or anything else.
    public Optional<Instant> since() {
        return new Results(runs).since();
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

    private String line(RunReport report, boolean impossible) {
        long missing = report.missing().values().stream().mapToLong(n -> n).sum();
        long skipped =
                report.plan().nodes().stream().mapToLong(Plan.NodePlan::skipped).sum();
        List<OptionalLong> sizes =
                report.pulledSizes().values().stream().flatMap(List::stream).toList();
        OptionalLong bytes = Sizes.sum(sizes);
        List<String> idle = report.plan().idlePrefixes();
        return JsonDocument.line("history", json -> {
            json.writeStringField("started", report.started().toString());
            json.writeNumberField("seconds", report.took().toMillis() / 1000.0);
            json.writeBooleanField("complete", report.complete() && !impossible);
            json.writeBooleanField("cancelled", report.cancelled());
            JsonDocument.flag(json, "impossible", impossible);
            JsonDocument.flag(json, "otherCommand", !isSync);
            json.writeNumberField("nodes", report.surveys().size());
            json.writeNumberField("leftOut", report.leftOut().size());
            json.writeNumberField("pulled", report.pulled());
            if (report.relayed() > 0) {
                json.writeNumberField("relayed", report.relayed());
            }
            if (!report.removals().isNone()) {
                json.writeNumberField("removed", report.removals().gone().size());
            }
            json.writeNumberField("failed", report.failed());
            json.writeNumberField("notTried", report.notTried());
            json.writeNumberField("missing", missing);
            json.writeNumberField("skipped", skipped);
            JsonDocument.number(json, "bytes", bytes);
            JsonDocument.flag(json, "bytesAtLeast", bytes.isPresent() && sizes.contains(OptionalLong.empty()));
            if (!idle.isEmpty()) {
                JsonDocument.texts(json, "idlePrefixes", idle);
            }
        });
    }
}
