package io.imagesync.config;

import io.imagesync.config.Values.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
            if (" \t\n\r".indexOf(c) >= 0 || (c == ',' && !bracketed)) {
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

    /// The list as the file could have it.
    static String joined(List<?> list) {
        return list.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    /// Every word read on its own, each result once and in order.
    static <T> List<T> distinct(String text, Syntax<T> syntax) throws WrongValue {
        return List.copyOf(new LinkedHashSet<>(all(text, word -> List.of(syntax.read(word)), Integer.MAX_VALUE)));
    }

    /// The results of all words in a row. Stops when there are more than `most` results, or [#MOST_FAULTS].
    static <T> List<T> all(String text, Syntax<List<T>> syntax, int most) throws WrongValue {
        List<T> values = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (String word : split(text)) {
            try {
                values.addAll(syntax.read(word));
            } catch (WrongValue e) {
                faults.addAll(e.faults());
            }
            if (values.size() > most || faults.size() >= MOST_FAULTS) {
                break;
            }
        }
        if (!faults.isEmpty()) {
            throw new WrongValue(faults);
        }
        return values;
    }
}
