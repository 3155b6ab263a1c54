package io.imagesync.config;

import io.imagesync.model.Texts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Keeps for every key what was understood and where that came from.
final class Understood {
    private static final int SHOWN = 1_000_000;

    private final Map<Key, List<Effective>> byKey = new EnumMap<>(Key.class);

    /// @param name as the file has it
    void note(Key key, String name, String value, String origin) {
        byKey.computeIfAbsent(key, k -> new ArrayList<>())
                .add(new Effective(name, Texts.shown(value, SHOWN), Texts.shown(origin, SHOWN)));
    }

    /// Corrects what was noted of a key whose value follows from something else too.
    void correct(Key key, String value, String origin) {
        byKey.remove(key);
        note(key, key.name(), value, origin);
    }

    /// In the order of the keys.
    List<Effective> all() {
        return byKey.values().stream().flatMap(List::stream).toList();
    }
}
