package io.imagesync.plan;

import io.imagesync.model.DiskUsage;

/// When an image file system is too full for one more image.
///
/// @param percent of the capacity that a pull may fill it to; 0 for no limit
public record DiskLimit(int percent) {
    /// What an image needs on disk for each byte of the size that the runtime tells: compressed and unpacked content
    /// together, measured at 3 to 3.5 on containerd.
    public static final double BYTES_NEEDED_A_BYTE = 3.5;

    /// Bytes that a pull of an image of this size reserves.
    public static long needed(long size) {
        return (long) Math.min(Long.MAX_VALUE / 4.0, size * BYTES_NEEDED_A_BYTE);
    }

    /// @param reserved bytes that running pulls have reserved
    /// @param size of the image in bytes
    public boolean allows(DiskUsage disk, long reserved, long size) {
        return percent == 0 || (double) disk.used() + reserved + needed(size) <= disk.capacity() / 100.0 * percent;
    }

    /// Why it does not, for people.
    public String words(DiskUsage disk, long size) {
        return "would pass DISK_LIMIT " + percent + "%: " + gib(disk.used()) + " of " + gib(disk.capacity()) + " used ("
                + disk.percent() + "%) and about " + gib(needed(size)) + " needed on " + disk.mountPoint();
    }

    private static String gib(long bytes) {
        return String.format(java.util.Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
    }
}
