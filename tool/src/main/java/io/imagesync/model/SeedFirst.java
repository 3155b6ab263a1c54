package io.imagesync.model;

import java.util.Locale;

/// How many nodes begin with an image, as SEED_FIRST names it.
public enum SeedFirst {
    /// All that lack it.
    NO,
    /// One, and all others when it is there.
    YES,
    /// One, and then as many at once as have it by then: each of them can serve one more.
    WAVES;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
