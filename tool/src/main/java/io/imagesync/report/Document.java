package io.imagesync.report;

import java.io.IOException;
import java.io.Writer;

/// A text that may be too large to be held in memory: it is written piece by piece.
public interface Document {
    /// @param out that is left open
    void writeTo(Writer out) throws IOException;
}
