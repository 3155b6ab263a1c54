package io.imagesync.config;

import io.imagesync.model.Effective;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// The assignments of a file as typed values; of every key the last one counts. Keeps what was understood, and tells
/// what is wrong.
final class Values {
    private final ConfigLocation location;
    private final Problems problems;
    /// Of every key what sets it, by the number behind the key; 0 without one.
    private final Map<Key, TreeMap<Integer, Assignment>> assigned = new EnumMap<>(Key.class);

    private final Map<Key, List<Effective>> effective = new EnumMap<>(Key.class);
    private final Set<Key> unusable = EnumSet.noneOf(Key.class);

    /// What a text means.
    interface Syntax<T> {
        T read(String text) throws WrongValue;
    }

    /// A value and what set it.
    record Sited<T>(T value, String key, int line) {}

    /// Warns of repeated keys and of unknown ones.
    Values(List<Assignment> assignments, ConfigLocation location, Problems problems) {
        this.location = location;
        this.problems = problems;
        Map<String, Assignment> last = new HashMap<>();
        for (Assignment each : assignments) {
            Assignment earlier = last.put(each.key(), each);
            Optional<Key> key = Key.named(each.key());
            if (key.isPresent()) {
                assigned.computeIfAbsent(key.get(), _ -> new TreeMap<>())
                        .put(key.get().number(each.key()), each);
                if (earlier != null) {
                    String what = "set before on line " + earlier.line() + ", this line counts";
                    problems.warning(each.line(), each.key(), new Fault(what, "remove one of the two"));
                }
            } else if (earlier == null && each.sound()) {
                String remedy = DidYouMean.key(each.key())
                        .map(k -> "did you mean " + k + "?")
                        .orElse("remove the line");
                problems.warning(each.line(), each.key(), new Fault("unknown key, ignored", remedy));
            }
        }
    }

    /// The value of a key, or else its default where it has one.
    <T> Optional<T> read(Key key, Syntax<T> syntax, Function<? super T, String> shown) {
        Optional<Assignment> given = all(key).stream().findFirst().filter(Assignment::isSet);
        Optional<T> value = given.flatMap(a -> value(key, a, syntax));
        String origin = origin(key);
        if (value.isEmpty()) {
            origin = given.isPresent() ? "default, as " + origin + " cannot be used" : "default";
            value = fallback(key, syntax);
        }
        note(key, key.name(), value.map(shown).orElse(""), origin);
        return value;
    }

    <T> Optional<T> read(Key key, Syntax<T> syntax) {
        return read(key, syntax, String::valueOf);
    }

    /// The values of a numbered key, in the order of the numbers, then those of a list.
    <T> List<Sited<T>> readAll(Key numbered, Syntax<T> syntax, Key list, Syntax<List<T>> listSyntax) {
        List<Sited<T>> values = new ArrayList<>();
        for (Assignment assignment : all(numbered)) {
            Optional<T> value =
                    Optional.of(assignment).filter(Assignment::isSet).flatMap(a -> value(numbered, a, syntax));
            if (value.isPresent()) {
                values.add(new Sited<>(value.get(), assignment.key(), assignment.line()));
                String origin = problems.place(assignment.line()).toString();
                note(numbered, assignment.key(), value.get().toString(), origin);
            }
        }
        if (values.isEmpty()) {
            note(numbered, numbered.label(), "", "default");
        }
        readList(list, listSyntax).forEach(value -> values.add(new Sited<>(value, list.name(), line(list))));
        return values;
    }

    <T> List<T> readList(Key key, Syntax<List<T>> syntax) {
        return read(key, syntax, Words::joined).orElse(List.of());
    }

    /// The line that sets a key without a number, or 0.
    private int line(Key key) {
        return all(key).stream().findFirst().map(Assignment::line).orElse(0);
    }

    /// `FILE:LINE` of a key without a number.
    String origin(Key key) {
        return problems.place(line(key)).toString();
    }

    /// Whether the file gives the key a value, usable or not.
    boolean isSet(Key key) {
        return all(key).stream().anyMatch(a -> !a.sound() || a.isSet());
    }

    /// Whether the file gives the key a value that is not its default.
    boolean isChanged(Key key) {
        return isSet(key) && all(key).stream().noneMatch(a -> a.value().strip().equals(location.defaultOf(key)));
    }

    /// Notes the default of a key that the file does not set.
    void leave(Key key) {
        note(key, key.name(), location.defaultOf(key), "default");
    }

    /// Whether something was given that cannot be used, so that conclusions from the value would be false.
    boolean isUnusable(Key key) {
        return unusable.contains(key) || all(key).stream().anyMatch(a -> !a.sound());
    }

    /// Tells what is wrong with the value of a key without a number.
    void error(Key key, Fault fault) {
        problems.error(line(key), key.name(), fault);
    }

    void warning(Key key, Fault fault) {
        problems.warning(line(key), key.name(), fault);
    }

    void warning(Sited<?> value, Fault fault) {
        problems.warning(value.line(), value.key(), fault);
    }

    /// Corrects what was noted of a key whose value follows from something else too.
    ///
    /// @param why follows where the other key is set
    void correct(Key key, Object value, Key other, String why) {
        effective.remove(key);
        note(key, key.name(), value.toString(), origin(other) + why);
    }

    /// What was understood, in the order of the keys.
    List<Effective> effective() {
        return effective.values().stream().flatMap(List::stream).toList();
    }

    private List<Assignment> all(Key key) {
        return List.copyOf(assigned.getOrDefault(key, new TreeMap<>()).values());
    }

    private void note(Key key, String name, String value, String origin) {
        effective.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Effective(name, value, origin));
    }

    private <T> Optional<T> fallback(Key key, Syntax<T> syntax) {
        String text = location.defaultOf(key);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(syntax.read(text));
        } catch (WrongValue e) {
            throw new IllegalStateException(key + ": " + e.faults(), e);
        }
    }

    private <T> Optional<T> value(Key key, Assignment assignment, Syntax<T> syntax) {
        String text = assignment.value().strip();
        try {
            return Optional.of(syntax.read(text));
        } catch (WrongValue e) {
            unusable.add(key);
            for (Fault fault : e.faults()) {
                if (key.isForgiving()) {
                    problems.add(Problem.invalid(
                            problems.place(assignment.line()), assignment.key(), text, location.defaultOf(key), fault));
                } else {
                    problems.error(assignment.line(), assignment.key(), fault);
                }
            }
            return Optional.empty();
        }
    }
}
