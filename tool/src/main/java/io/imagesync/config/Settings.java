package io.imagesync.config;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The assignments that count: of every key the last one.
final class Settings {
    private final Map<Key, Map<String, Assignment>> byKey = new EnumMap<>(Key.class);

    private Settings() {}

    /// Sorts the assignments by key; warns of repeated keys and of unknown ones.
    static Settings of(List<Assignment> assignments, Problems problems) {
        Settings settings = new Settings();
        Map<String, Assignment> last = new HashMap<>();
        for (Assignment each : assignments) {
            Assignment earlier = last.put(each.key(), each);
            Optional<Key> key = Key.named(each.key());
            if (key.isPresent()) {
                settings.put(key.get(), each, earlier, problems);
            } else if (earlier == null && each.sound()) {
                problems.warning(each.line(), each.key(), unknown(each.key()));
            }
        }
        return settings;
    }

    private void put(Key key, Assignment assignment, @Nullable Assignment earlier, Problems problems) {
        if (earlier != null) {
            problems.warning(
                    assignment.line(),
                    assignment.key(),
                    new Fault("set before on line " + earlier.line() + ", this line counts", "remove one of the two"));
        }
        byKey.computeIfAbsent(
                        key,
                        k -> new TreeMap<>((one, other) -> one.length() == other.length()
                                ? one.compareTo(other)
                                : Integer.compare(one.length(), other.length())))
                .put(assignment.key(), assignment);
    }

    private static Fault unknown(String name) {
        return new Fault(
                "unknown key, ignored",
                DidYouMean.key(name).map(k -> "did you mean " + k + "?").orElse("remove the line"));
    }

    /// All assignments of a key, sorted by the number behind it.
    List<Assignment> all(Key key) {
        return List.copyOf(byKey.getOrDefault(key, Map.of()).values());
    }

    /// The assignment of a key without a number.
    Optional<Assignment> one(Key key) {
        return all(key).stream().findFirst();
    }
}
