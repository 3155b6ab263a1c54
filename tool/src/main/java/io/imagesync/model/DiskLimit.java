package io.imagesync.model;

/// When an image file system is too full for one more image.
///
/// @param percent of the capacity that a pull may fill it to; 0 for no limit
public record DiskLimit(int percent) {
    /// @param reserved bytes that running pulls have reserved
    /// @param needed bytes that the image needs on the disk
    public boolean allows(DiskUsage disk, long reserved, long needed) {
        return percent == 0 || (double) disk.used() + reserved + needed <= disk.capacity() / 100.0 * percent;
    }

    /// Why it does not, for people.
    public String words(DiskUsage disk, long needed) {
        return "would pass DISK_LIMIT " + percent + "%: " + Sizes.bytes(disk.used()) + " of "
                + Sizes.bytes(disk.capacity()) + " used (" + disk.percent() + "%) and about " + Sizes.bytes(needed)
                + " needed on " + disk.mountPoint();
    }
}
