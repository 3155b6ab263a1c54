package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands in the brackets of a node list: `01-16,20`.
final class NumberRanges {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");

    private NumberRanges() {}

    /// The numbers in order, each as wide as its range's first one at least.
    ///
    /// @param most how many there may be
    static Parsed<List<String>> parse(String text, int most) {
        List<String> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher m = RANGE.matcher(part);
            if (!m.matches()) {
                return Parsed.wrong(
                        Fault.cite(part) + " is neither a number nor a range",
                        "write such as [01-16,20], without blanks");
            }
            String first = m.group(1);
            int from = Integer.parseInt(first);
            int to = m.group(2) == null ? from : Integer.parseInt(m.group(2));
            if (to < from) {
                return Parsed.wrong("the range " + part + " runs backwards", "write the smaller number first");
            }
            if ((long) numbers.size() + to - from + 1 > most) {
                return new Parsed.Wrong<>(List.of(NodeList.tooMany()));
            }
            for (int n = from; n <= to; n++) {
                String digits = Integer.toString(n);
                numbers.add("0".repeat(Math.max(0, first.length() - digits.length())) + digits);
            }
        }
        return Parsed.value(numbers);
    }
}
