package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Splits a list as the configuration file writes it: blanks, commas and line ends separate, how many does not matter.
final class Words {
    /// Reading of one list ends after so many faults; more help nobody.
    private static final int MOST_FAULTS = 20;

    private Words() {}

    /// The words; a comma inside square brackets separates nothing, a blank always does.
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean bracketed = false;
        for (char c : (text + " ").toCharArray()) {
            if (isBlank(c) || (c == ',' && !bracketed)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                bracketed = false;
            } else {
                bracketed = c == '[' || (bracketed && c != ']');
                word.append(c);
            }
        }
        return words;
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /// The list as the file could have it.
    static String joined(List<?> list) {
        return list.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    /// Every word read on its own, each result once and in order, or what is wrong with them.
    static <T> Parsed<List<T>> distinct(String text, Function<String, Parsed<T>> syntax) {
        return all(text, word -> syntax.apply(word).map(List::of), Integer.MAX_VALUE)
                .map(values -> values.stream().distinct().toList());
    }

    /// The results of all words in a row, or what is wrong with the first [#MOST_FAULTS] of those that are wrong.
    /// Stops when there are more than `most` results.
    static <T> Parsed<List<T>> all(String text, Function<String, Parsed<List<T>>> syntax, int most) {
        List<T> values = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (String word : split(text)) {
            Parsed<List<T>> parsed = syntax.apply(word);
            parsed.toOptional().ifPresent(values::addAll);
            faults.addAll(parsed.faults());
            if (values.size() > most || faults.size() >= MOST_FAULTS) {
                break;
            }
        }
        return faults.isEmpty() ? Parsed.value(values) : new Parsed.Wrong<>(faults);
    }
}
