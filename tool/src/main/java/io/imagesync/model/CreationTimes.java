package io.imagesync.model;

import java.time.Instant;
import java.util.Map;

/// When images were made, as this host remembers it. An id is a digest: what it stands for never changes.
public interface CreationTimes {
    /// Image id to when.
    Map<String, Instant> known();

    /// Takes the place of what was known; what cannot be kept is asked for again.
    void keep(Map<String, Instant> times);
}
