package io.imagesync.model;

/// One image that one node lacks and that is not pulled there, with the reason.
public record Skip(NodeName node, ImageRef image, Reason reason, String detail) {
    /// Why an image is left alone. All but [#DISK] and [#TOO_LARGE] say that nothing is wrong that a pull could mend.
    public enum Reason {
        TOO_LARGE("too large"),
        DISK("disk"),
        LOADED_BY_HAND("loaded by hand"),
        OTHER_ARCHITECTURE("other architecture");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
