package io.imagesync.lab.embedded;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One of containerd's filters (its package `filters`), as far as they are used: a field or a label that is equal to a
/// text, or that a regular expression is found in.
record Filter(String field, String operator, String value) {
    private static final Pattern SYNTAX =
            Pattern.compile("(digest|name|target\\.digest|labels\\.\"[^\"]*\")(==|~=)(?:\"(.*)\"|/(.*)/|([^\"/].*))");
    private static final String LABEL = "labels.\"";

    /// @throws IllegalArgumentException for a filter of a kind that is not known here
    static Filter of(String text) {
        Matcher m = SYNTAX.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("no such filter: " + text);
        }
        String quoted = m.group(3);
        String plain = m.group(4) == null ? m.group(5) : m.group(4);
        return new Filter(m.group(1), m.group(2), quoted == null ? plain : quoted.replace("\\\\", "\\"));
    }

    /// Whether one of them fits; without any, all does.
    ///
    /// @param fields that are no labels, with what they are
    static boolean anyFits(List<Filter> filters, Map<String, String> fields, Map<String, String> labels) {
        return filters.isEmpty() || filters.stream().anyMatch(filter -> filter.fits(fields, labels));
    }

    private boolean fits(Map<String, String> fields, Map<String, String> labels) {
        if (!field.startsWith(LABEL)) {
            return fields.containsKey(field) && fits(fields.getOrDefault(field, ""));
        }
        return fits(labels.getOrDefault(field.substring(LABEL.length(), field.length() - 1), ""));
    }

    private boolean fits(String is) {
        return operator.equals("==")
                ? is.equals(value)
                : Pattern.compile(value).matcher(is).find();
    }
}
