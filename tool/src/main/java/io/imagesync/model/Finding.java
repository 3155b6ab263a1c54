package io.imagesync.model;

/// What one check of a doctor found.
///
/// @param subject what was looked at: a node's name
/// @param text one line
/// @param remedy what to do, one line; empty when there is nothing to do
public record Finding(Level level, String subject, String text, String remedy) {
    /// How bad it is.
    public enum Level {
        OK,
        /// It works, and could be better.
        WARNING,
        FAILED
    }

    public static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, "");
    }

    public static Finding warning(String subject, String text, String remedy) {
        return new Finding(Level.WARNING, subject, text, remedy);
    }

    public static Finding of(Level level, String subject, String check, Failure failure) {
        return new Finding(level, subject, check + ": " + failure.what(), failure.remedy());
    }

    public Finding withRemedy(String other) {
        return new Finding(level, subject, text, other);
    }

    /// `1 node`, `2 nodes`.
    public static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
