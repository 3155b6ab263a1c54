package io.imagesync.model;

import java.util.Locale;

/// Which images come through this host from a node that has them.
public enum RelayMode {
    NO,
    /// Those that no registry is known to have.
    LOADED,
    /// Those too whose registry refused them for good or could not be reached.
    FAILED,
    /// All: no registry is asked.
    ALWAYS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
