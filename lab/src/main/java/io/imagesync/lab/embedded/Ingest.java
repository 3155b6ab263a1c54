package io.imagesync.lab.embedded;

/// A blob that is being written, or was when the runtime ended.
///
/// @param ref what it is and its digest: `layer-sha256:...`
/// @param offset bytes that are there
record Ingest(String ref, long offset, long total) {}
