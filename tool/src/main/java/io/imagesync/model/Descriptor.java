package io.imagesync.model;

/// What content is and where it is found, as the OCI image specification has it.
///
/// @param mediaType of an index, a manifest, a configuration or a layer
/// @param digest `sha256:` and 64 hexadecimal digits
/// @param size bytes
public record Descriptor(String mediaType, String digest, long size) {}
