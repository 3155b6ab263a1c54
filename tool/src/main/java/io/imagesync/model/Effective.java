package io.imagesync.model;

/// One line of the configuration as it was understood.
///
/// @param key as the file writes it
/// @param value as it was understood, empty when there is none; fit to be shown
/// @param origin `FILE:LINE`, `default`, or why it is something else
public record Effective(String key, String value, String origin) {
    private static final int SHOWN = 1_000_000;

    public Effective {
        value = Texts.printable(value, SHOWN);
        origin = Texts.printable(origin, SHOWN);
    }
}
