package io.imagesync.model;

/// The file system that holds a node's images.
///
/// @param mountPoint as the runtime names it
/// @param capacity bytes
/// @param used bytes, counted as the kubelet does: capacity less what is available to it
public record DiskUsage(String mountPoint, long capacity, long used) {
    public DiskUsage {
        if (capacity <= 0 || used < 0) {
            throw new IllegalArgumentException("capacity " + capacity + ", used " + used);
        }
    }

    public int percent() {
        return (int) Math.min(100, Math.ceil(used * 100.0 / capacity));
    }
}
