package io.imagesync.model;

import java.util.OptionalLong;

/// How far a running pull is, as the runtime tells.
///
/// @param phase what it does at the moment; what has all its bytes does not download any more
/// @param bytes of compressed content that this pull has downloaded so far; what was there before does not count
/// @param total what it has to download in the end; empty when that is not known yet
public record PullProgress(Phase phase, long bytes, OptionalLong total) {
    public enum Phase {
        DOWNLOADING,
        /// Everything is downloaded; that takes about as long again.
        UNPACKING
    }

    public PullProgress {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes " + bytes);
        }
        if (total.isPresent() && bytes >= total.getAsLong()) {
            phase = Phase.UNPACKING;
        }
    }
}
