package io.imagesync.config;

/// One `KEY=value` of a configuration file.
///
/// @param value without its quotes
/// @param line where the key stands, counted from 1
/// @param sound whether nothing was wrong with the way it is written; when not, the value means nothing
record Assignment(String key, String value, int line, boolean sound) {
    /// An empty value is as good as none.
    boolean isSet() {
        return sound && !value.isBlank();
    }
}
