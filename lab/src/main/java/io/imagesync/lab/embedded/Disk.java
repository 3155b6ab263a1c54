package io.imagesync.lab.embedded;

/// The file system that holds a node's images, in the figures of `df -Pk`.
///
/// @param mountPoint as the runtime names it
/// @param kibibytes its size
/// @param available KiB that are left
public record Disk(String mountPoint, long kibibytes, long available) {
    /// The same after that many bytes were written.
    Disk less(long bytes) {
        return new Disk(mountPoint, kibibytes, Math.max(0, available - bytes / 1024));
    }

    /// The same, named by a folder on it.
    Disk at(String folder) {
        return new Disk(folder, kibibytes, available);
    }

    /// The helper's line about it.
    String line() {
        return "disk " + kibibytes + " " + available + " " + mountPoint + "\n";
    }
}
