package io.imagesync.config;

import io.imagesync.model.Texts;

/// Something wrong in a configuration file, where it is and what to write instead.
///
/// @param key what the line sets, or empty when it is not about one key
public record Problem(Severity severity, Place place, String key, Fault fault) {
    private static final int LONGEST_KEY = 80;

    public Problem {
        key = Texts.printable(key, LONGEST_KEY);
    }

    /// An error keeps the program from running; a warning does not.
    public enum Severity {
        ERROR,
        WARNING
    }

    /// An error whose text others watch for: it is shown as it is, without a place and without its remedy.
    static Problem watched(String what, String remedy) {
        return new Problem(Severity.ERROR, Place.NOWHERE, "", new Fault(what, remedy));
    }

    /// A warning whose beginning others watch for, as the Bash tool wrote it.
    ///
    /// @param used in place of the value, empty for nothing
    static Problem invalid(Place place, String key, String value, String used, Fault fault) {
        String what = "Invalid " + key + " value '" + Texts.printable(value, LONGEST_KEY) + "', using default: "
                + (used.isEmpty() ? "none" : used) + " (" + place + ": " + fault + ")";
        return new Problem(Severity.WARNING, new Place("", place.line()), "", new Fault(what, ""));
    }

    static Problem ofFile(String file, String what, String remedy) {
        return new Problem(Severity.ERROR, Place.whole(file), "", new Fault(what, remedy));
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// `FILE:LINE: KEY: what; remedy`, without the parts that there are not; always one line.
    @Override
    public String toString() {
        if (place.file().isEmpty()) {
            return fault.what();
        }
        return place + ": " + (key.isEmpty() ? "" : key + ": ") + fault;
    }
}
