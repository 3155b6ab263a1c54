package io.imagesync.lab.e2e;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line as containerd logs it (logrus, text): `key=value key="quoted value" ...`, quoted as Go quotes.
final class LogLine {
    private static final Pattern FIELD =
            Pattern.compile("([^\\s=]+)=(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|(\\S*))(?:\\s+|$)");
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x(\\p{XDigit}{2})|u(\\p{XDigit}{4})|U(\\p{XDigit}{8})|(.))");

    private LogLine() {}

    /// The fields, as far as the line keeps to the format.
    static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        Matcher field = FIELD.matcher(line);
        while (field.lookingAt()) {
            String quoted = field.group(2);
            fields.put(field.group(1), quoted == null ? field.group(3) : unquoted(quoted));
            field.region(field.end(), line.length());
        }
        return fields;
    }

    /// What stands between quotes, as it was before it was quoted.
    static String unquoted(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(meant(escape)));
    }

    private static String meant(MatchResult escape) {
        for (int group = 1; group <= 3; group++) {
            if (escape.group(group) != null) {
                return Character.toString(Integer.parseInt(escape.group(group), 16));
            }
        }
        return switch (escape.group(4)) {
            case "n" -> "\n";
            case "t" -> "\t";
            case "r" -> "\r";
            case String other -> other;
        };
    }
}
