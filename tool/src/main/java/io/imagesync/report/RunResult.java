package io.imagesync.report;

import io.imagesync.model.RunReport;

/// How a run ended, for those who are told of it.
///
/// @param word `complete`, `incomplete`, `cancelled` or `impossible`
/// @param changed whether the run before ended complete and this one did not, or the other way round
/// @param run its report as JSON
public record RunResult(String word, boolean changed, Document run) {
    static final String IMPOSSIBLE = "impossible";
    private static final String CANCELLED = "cancelled";

    /// Of a run that could be done.
    static String word(RunReport report) {
        return report.cancelled() ? CANCELLED : report.complete() ? "complete" : "incomplete";
    }

    /// Whether it was ended from outside, which says nothing of the images.
    public boolean isCancelled() {
        return word.equals(CANCELLED);
    }
}
