package io.imagesync.model;

/// How much a line of the log matters, as LOG_LEVEL names it.
public enum Level {
    DEBUG(0),
    INFO(1),
    SUCCESS(1),
    WARNING(2),
    ERROR(3);

    private final int rank;

    Level(int rank) {
        this.rank = rank;
    }

    public boolean isAtLeast(Level other) {
        return rank >= other.rank;
    }
}
