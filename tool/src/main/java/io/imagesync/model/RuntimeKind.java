package io.imagesync.model;

import java.util.Optional;

/// Which runtime holds images, as far as it matters for what it tells of them: ids are made in the same way, and sizes
/// mean the same, within a kind only.
public enum RuntimeKind {
    /// Sizes are compressed content. Both it and what is unpacked stay on disk: measured at 3 to 3.5 times the size.
    CONTAINERD(false, 3.5),
    /// Ids have no `sha256:`, and are no digest of the configuration for images pulled by their table of
    /// contents. Sizes are unpacked content, and no compressed content is kept.
    CRIO(true, 1),
    /// Through cri-dockerd: names are shortened, sizes are unpacked content.
    DOCKER(true, 1);

    /// Of unpacked content: with the compressed content that is about a third of it.
    private static final double WITH_COMPRESSED = 1.5;

    private final boolean unpacked;
    private final double needed;

    RuntimeKind(boolean unpacked, double needed) {
        this.unpacked = unpacked;
        this.needed = needed;
    }

    /// @param name by which a runtime calls itself in CRI
    public static Optional<RuntimeKind> named(String name) {
        return switch (name) {
            case "containerd" -> Optional.of(CONTAINERD);
            case "cri-o" -> Optional.of(CRIO);
            case "docker" -> Optional.of(DOCKER);
            default -> Optional.empty();
        };
    }

    /// What its listing and its image file system give away, where it is not asked for its name.
    ///
    /// @param bareIds whether it writes ids without `sha256:`
    /// @param shortNames whether it lists names that are not complete
    public static RuntimeKind of(boolean bareIds, boolean shortNames, Optional<DiskUsage> disk) {
        String folder = disk.map(DiskUsage::mountPoint).orElse("");
        if (bareIds || folder.endsWith("/overlay-images")) {
            return CRIO;
        }
        return shortNames || folder.startsWith("/var/lib/docker") ? DOCKER : CONTAINERD;
    }

    /// Whether a size that this kind tells is no size to one of another kind.
    public boolean countsLike(RuntimeKind other) {
        return unpacked == other.unpacked;
    }

    /// Bytes that an image needs on a disk of this kind's.
    ///
    /// @param size as the other kind tells it
    public long needed(long size, RuntimeKind told) {
        double factor = told.unpacked && !unpacked ? WITH_COMPRESSED : told.needed;
        return (long) Math.min(Long.MAX_VALUE / 4.0, size * factor);
    }

    /// Whether an image is larger than a limit for sure. What is compressed is smaller than what is unpacked.
    ///
    /// @param size as the other kind tells it
    public boolean isAbove(long limit, long size, RuntimeKind told) {
        return size > limit && (unpacked || !told.unpacked);
    }
}
