package io.imagesync.model;

/// One image that one node lacks and that is not pulled there, with the reason.
///
/// @param alreadyReported whether an earlier run has said so, loudly enough
public record Skip(NodeName node, ImageRef image, Reason reason, String detail, boolean alreadyReported) {
    /// Why an image is left alone.
    public enum Reason {
        TOO_LARGE("too large", false),
        DISK("disk", true),
        LOADED_BY_HAND("loaded by hand", false),
        OTHER_ARCHITECTURE("other architecture", false),
        /// It would come through this host, and nobody can send it, or the node cannot take it.
        NOT_RELAYED("cannot be relayed", false),
        /// Whether somebody can send it could not be seen, for a reason that may pass by itself.
        SOURCE_UNKNOWN("source not known", true),
        /// Its pull failed in an earlier run for a reason that does not pass by itself.
        REMEMBERED("failed before", true),
        /// It was pulled several times, and was gone from the node each time.
        VANISHES("vanishes", true);

        private final String words;
        private final boolean undone;

        Reason(String words, boolean undone) {
            this.words = words;
            this.undone = undone;
        }

        /// Whether something is left to be done, so that the run is not complete. The others are as they should be: no
        /// pull could mend anything, or none is wanted.
        public boolean isUndone() {
            return undone;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /// One that no earlier run knew of.
    public Skip(NodeName node, ImageRef image, Reason reason, String detail) {
        this(node, image, reason, detail, false);
    }

    public boolean isUndone() {
        return reason.isUndone();
    }
}
