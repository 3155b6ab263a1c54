package io.imagesync.config;

import io.imagesync.model.Texts;

/// Where something stands.
///
/// @param file as it was named, or empty for nowhere in particular
/// @param line counted from 1, or 0 for the file as a whole
public record Place(String file, int line) {
    private static final int SHOWN = 300;

    static final Place NOWHERE = new Place("", 0);

    static Place whole(String file) {
        return new Place(file, 0);
    }

    /// `FILE:LINE`, or `FILE` alone.
    @Override
    public String toString() {
        String shown = Texts.printable(file, SHOWN);
        return line > 0 ? shown + ":" + line : shown;
    }
}
