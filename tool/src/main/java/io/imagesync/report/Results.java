package io.imagesync.report;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the history says of the results of runs of `sync`, of which there are two: complete, and all else.
///
/// @param runs lines of the history, the newest last
record Results(List<String> runs) {
    /// What is beyond these is none of ours: seconds that a run takes, and when it begins.
    private static final double LONGEST = 1e8;

    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /// @param told whether the run came to an end of its own, so that its result is one
    private record Run(boolean complete, boolean told, Instant ended) {
        /// Nothing for a line that is broken, and for that of another command.
        static Optional<Run> of(String line) {
            try {
                Map<String, List<String>> fields = HistoryText.fields(line);
                Instant started = Instant.parse(HistoryText.field(fields, "started"));
                double seconds = Double.parseDouble(HistoryText.field(fields, "seconds"));
                boolean odd = !(seconds >= 0 && seconds < LONGEST) || started.isAfter(LATEST);
                return odd || HistoryText.is(fields, "otherCommand")
                        ? Optional.empty()
                        : Optional.of(new Run(
                                HistoryText.is(fields, "complete"),
                                !HistoryText.is(fields, "cancelled"),
                                started.plusMillis(Math.round(seconds * 1000))));
            } catch (IOException | NumberFormatException | DateTimeException | ArithmeticException _) {
                return Optional.empty();
            }
        }
    }

    /// When the first of the latest runs ended that all came to the same.
    Optional<Instant> since() {
        List<Run> latest = newestFirst().toList();
        return latest.stream()
                .takeWhile(run -> run.complete == latest.getFirst().complete)
                .map(Run::ended)
                .reduce((_, earlier) -> earlier);
    }

    /// Whether the last run came to something else than the one before it. Before the first one all was well, and what
    /// was ended by a signal has no result.
    boolean hasChanged() {
        List<Run> told = newestFirst().filter(Run::told).limit(2).toList();
        boolean before = told.size() < 2 || told.getLast().complete;
        return !told.isEmpty() && told.getFirst().complete != before;
    }

    private Stream<Run> newestFirst() {
        return runs.reversed().stream().flatMap(line -> Run.of(line).stream());
    }
}
