package io.imagesync.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads the settings as typed values, and notes what was understood and what is wrong.
final class Values {
    private final Settings settings;
    private final ConfigLocation location;
    private final Problems problems;
    private final Understood understood;
    private final Set<Key> unusable = EnumSet.noneOf(Key.class);

    Values(Settings settings, ConfigLocation location, Problems problems, Understood understood) {
        this.settings = settings;
        this.location = location;
        this.problems = problems;
        this.understood = understood;
    }

    /// A value and what set it.
    record Sited<T>(T value, String key, int line) {}

    /// The value of a key, or else its default where it has one.
    <T> Optional<T> read(Key key, Function<String, Parsed<T>> syntax, Function<? super T, String> shown) {
        Optional<T> fallback = fallback(key, syntax);
        Optional<Assignment> assignment = settings.one(key).filter(Assignment::isSet);
        Optional<T> value = assignment.flatMap(a -> value(key, a, syntax));
        if (value.isPresent()) {
            understood.note(key, key.name(), shown.apply(value.get()), origin(key));
            return value;
        }
        String origin = assignment.isPresent() ? "default, as " + origin(key) + " cannot be used" : "default";
        understood.note(key, key.name(), fallback.map(shown).orElse(""), origin);
        return fallback;
    }

    <T> Optional<T> read(Key key, Function<String, Parsed<T>> syntax) {
        return read(key, syntax, String::valueOf);
    }

    /// All values of a numbered key, in the order of the numbers.
    <T> List<Sited<T>> readAll(Key key, Function<String, Parsed<T>> syntax) {
        List<Sited<T>> all = new ArrayList<>();
        for (Assignment assignment : settings.all(key)) {
            Optional<T> value =
                    Optional.of(assignment).filter(Assignment::isSet).flatMap(a -> value(key, a, syntax));
            value.ifPresent(v -> all.add(new Sited<>(v, assignment.key(), assignment.line())));
        }
        for (Sited<T> each : all) {
            String origin = problems.place(each.line()).toString();
            understood.note(key, each.key(), each.value().toString(), origin);
        }
        if (all.isEmpty()) {
            understood.note(key, key.label(), "", "default");
        }
        return all;
    }

    /// The line that sets a key without a number, or 0.
    int line(Key key) {
        return settings.one(key).map(Assignment::line).orElse(0);
    }

    /// `FILE:LINE` of a key without a number.
    String origin(Key key) {
        return problems.place(line(key)).toString();
    }

    /// Whether the file gives the key a value, usable or not.
    boolean isSet(Key key) {
        return settings.all(key).stream().anyMatch(a -> !a.sound() || a.isSet());
    }

    /// Whether something was given that cannot be used, so that conclusions from the value would be false.
    boolean isUnusable(Key key) {
        return unusable.contains(key) || settings.all(key).stream().anyMatch(a -> !a.sound());
    }

    private <T> Optional<T> fallback(Key key, Function<String, Parsed<T>> syntax) {
        String text = location.defaultOf(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(syntax.apply(text).orElseThrow(faults -> new IllegalStateException(key + ": " + faults)));
    }

    private <T> Optional<T> value(Key key, Assignment assignment, Function<String, Parsed<T>> syntax) {
        Parsed<T> parsed = syntax.apply(assignment.value().strip());
        parsed.faults().forEach(fault -> refuse(key, assignment, fault));
        return parsed.toOptional();
    }

    private void refuse(Key key, Assignment assignment, Fault fault) {
        unusable.add(key);
        if (!key.isForgiving()) {
            problems.error(assignment.line(), assignment.key(), fault);
            return;
        }
        problems.add(Problem.invalid(
                problems.place(assignment.line()),
                assignment.key(),
                assignment.value().strip(),
                location.defaultOf(key),
                fault));
    }
}
