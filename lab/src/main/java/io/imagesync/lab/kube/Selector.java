package io.imagesync.lab.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Label selectors and field selectors, as the API has them.
final class Selector {
    /// Commas within parentheses do not separate.
    private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))");

    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^\\s=!<>]+)\\s*(==|=|!=|>|<)\\s*([^\\s=!<>]*)");
    private static final Pattern PRESENCE = Pattern.compile("(!?)\\s*([^\\s=!<>()]+)");
    private static final Pattern FIELD = Pattern.compile("([^=!]+)(==|=|!=)(.*)");

    private Selector() {}

    /// What the server says 400 to.
    static final class Wrong extends Exception {
        Wrong(String message) {
            super(message);
        }
    }

    static Predicate<Map<String, String>> labels(String selector) throws Wrong {
        List<Predicate<Map<String, String>>> all = new ArrayList<>();
        if (!selector.isBlank()) {
            for (String requirement : COMMA.split(selector, -1)) {
                all.add(requirement(requirement.strip()));
            }
        }
        return labels -> all.stream().allMatch(one -> one.test(labels));
    }

    private static Predicate<Map<String, String>> requirement(String text) throws Wrong {
        Matcher set = SET.matcher(text);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values = Set.copyOf(Pattern.compile(",")
                    .splitAsStream(set.group(3))
                    .map(String::strip)
                    .toList());
            return set.group(2).equals("in")
                    ? labels -> labels.containsKey(key) && values.contains(labels.get(key))
                    : labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
        }
        Matcher equality = EQUALITY.matcher(text);
        if (equality.matches()) {
            return compared(equality.group(1), equality.group(2), equality.group(3));
        }
        Matcher presence = PRESENCE.matcher(text);
        if (presence.matches()) {
            return labels ->
                    labels.containsKey(presence.group(2)) == presence.group(1).isEmpty();
        }
        throw new Wrong("unable to parse requirement: " + text);
    }

    private static Predicate<Map<String, String>> compared(String key, String operator, String value) {
        return switch (operator) {
            case "!=" -> labels -> !value.equals(labels.get(key));
            case ">" -> labels -> labels.containsKey(key) && number(labels, key) > Long.parseLong(value);
            case "<" -> labels -> labels.containsKey(key) && number(labels, key) < Long.parseLong(value);
            default -> labels -> value.equals(labels.get(key));
        };
    }

    private static long number(Map<String, String> labels, String key) {
        return Long.parseLong(labels.getOrDefault(key, ""));
    }

    /// Fields that are not there are empty.
    static Predicate<Tree> fields(String selector) throws Wrong {
        List<Predicate<Tree>> all = new ArrayList<>();
        for (String requirement : selector.isEmpty() ? new String[0] : selector.split(",", -1)) {
            Matcher field = FIELD.matcher(requirement);
            if (!field.matches()) {
                throw new Wrong("invalid selector: '" + selector + "'; can't understand '" + requirement + "'");
            }
            String value = field.group(3);
            boolean wanted = !field.group(2).equals("!=");
            all.add(object -> object.text(field.group(1)).orElse("").equals(value) == wanted);
        }
        return object -> all.stream().allMatch(one -> one.test(object));
    }
}
