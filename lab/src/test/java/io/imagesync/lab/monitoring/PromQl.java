package io.imagesync.lab.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An expression of Prometheus' query language, as far as it names metrics.
record PromQl(String text) {
    /// What has words that are no metrics: matchers, ranges, and the labels that operators are given.
    private static final Pattern NO_METRICS = Pattern.compile(
            "\\{[^}]*}|\\[[^]]*]|\"[^\"]*\"|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

    private static final Pattern NAME = Pattern.compile("(?<![\\w:$.])[a-zA-Z_:][\\w:]*(?!\\s*\\()(?![\\w:])");

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(NO_METRICS.matcher(text).replaceAll(" "));
        while (name.find()) {
            names.add(name.group());
        }
        names.removeAll(WORDS);
        return names;
    }
}
