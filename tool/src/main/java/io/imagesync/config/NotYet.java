package io.imagesync.config;

import java.util.Map;
import java.util.Optional;

/// What the configuration knows and this version does not do. Whatever gets built is struck from here.
final class NotYet {
    /// Key to the one value of it that is not supported.
    private static final Map<Key, String> UNSUPPORTED = Map.of(Key.SEED_FIRST, "yes");

    private NotYet() {}

    /// What to say when a key is given a value other than its default.
    static Optional<Fault> of(Key key, String value) {
        String unsupported = UNSUPPORTED.get(key);
        if (!value.equals(unsupported)) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                key + "=" + value + " is not supported by this version", "remove the line; it has no effect"));
    }

    /// The words for the reference.
    static Optional<String> note(Key key) {
        return Optional.ofNullable(UNSUPPORTED.get(key)).map(v -> v + " is not supported by this version");
    }
}
