package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a value into words at blanks, as a shell would, but with no more to it than the quotes: `'...'` is taken as
/// it is, and within `"..."` a backslash stands before `"` and `\\`.
final class QuotedWords {
    /// What stands in quotes, and the quote at its end, which may be missing.
    private static final Pattern QUOTED = Pattern.compile("'([^']*+)('?)|\"((?:\\\\[\"\\\\]|[^\"])*+)(\"?)");

    private static final Pattern WORD = Pattern.compile("(?:" + QUOTED + "|[^ \t\n\r'\"])++");

    private QuotedWords() {}

    /// The words without their quotes, none of them with control characters; or what is wrong with the first wrong one.
    static Parsed<List<String>> of(String text) {
        List<String> words = new ArrayList<>();
        for (MatchResult written : WORD.matcher(text).results().toList()) {
            switch (word(written.group())) {
                case Parsed.Value<String>(String word) -> words.add(word);
                case Parsed.Wrong<String>(List<Fault> faults) -> {
                    return new Parsed.Wrong<>(faults);
                }
            }
        }
        return Parsed.value(words);
    }

    private static Parsed<String> word(String written) {
        String word = QUOTED.matcher(written).replaceAll(quoted -> Matcher.quoteReplacement(content(quoted)));
        if (QUOTED.matcher(written).replaceAll("").contains("\\")) {
            return Parsed.wrong("a backslash stands outside quotes", "put the word into quotes: 'a word'");
        }
        if (QUOTED.matcher(written).results().anyMatch(QuotedWords::isOpen)) {
            return Parsed.wrong("a quote is never closed in " + Fault.cite(word), "close it at the end of the word");
        }
        return word.chars().anyMatch(Character::isISOControl)
                ? Parsed.wrong(Fault.cite(word) + " has control characters", "write it without them")
                : Parsed.value(word);
    }

    private static String content(MatchResult quoted) {
        String single = quoted.group(1);
        return single != null ? single : quoted.group(3).replaceAll("\\\\([\"\\\\])", "$1");
    }

    private static boolean isOpen(MatchResult quoted) {
        return "".equals(quoted.group(2)) || "".equals(quoted.group(4));
    }
}
