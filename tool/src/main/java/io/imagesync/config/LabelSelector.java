package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The syntax of Kubernetes' label selectors (`k8s.io/apimachinery/pkg/labels`), as far as its documentation has it:
/// `gpu=yes, zone in (a, b), !edge`. The API server reads them, mistakes are told here.
final class LabelSelector {
    /// Of all nodes; no selector of Kubernetes.
    private static final String ALL = "*";

    /// It goes into a URL.
    private static final int LONGEST = 2_000;

    private static final String NAME = "[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?";
    private static final String DNS = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
    private static final String KEY = "(?:(?=[^/]{1,253}/)" + DNS + "(?:\\." + DNS + ")*/)?" + NAME;
    private static final String VALUE = "(?:" + NAME + ")?";
    private static final Pattern REQUIREMENT = Pattern.compile("! ?" + KEY
            + "|" + KEY + "(?: ?(?:==?|!=) ?" + VALUE + ")?"
            + "|" + KEY + " (?:in|notin) ?\\( ?" + VALUE + "(?: ?, ?" + VALUE + ")* ?\\)");

    private LabelSelector() {}

    /// The selector on one line, or every requirement in it that is none.
    static String checked(String text) throws WrongValue {
        if (text.equals(ALL)) {
            return text;
        }
        if (text.length() > LONGEST) {
            throw new WrongValue(text, "is too long", "write at most " + LONGEST + " characters");
        }
        String selector = text.replaceAll("[ \\t\\r\\n]+", " ");
        List<Fault> faults = new ArrayList<>();
        for (String requirement : requirements(selector)) {
            if (!REQUIREMENT.matcher(requirement).matches() || requirement.matches(".*\\( ?\\)")) {
                faults.add(new Fault(
                        Fault.cite(requirement) + " is not a requirement of a label selector",
                        "write KEY=VALUE, KEY!=VALUE, KEY in (A, B), KEY notin (A, B), KEY or !KEY, with commas"
                                + " between them, or * alone for all nodes"));
            }
        }
        if (!faults.isEmpty()) {
            throw new WrongValue(faults);
        }
        return selector;
    }

    /// What commas outside of parentheses separate.
    private static List<String> requirements(String selector) {
        List<String> requirements = new ArrayList<>();
        boolean inside = false;
        int from = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            inside = c == '(' || (inside && c != ')');
            if (c == ',' && !inside) {
                requirements.add(bare(selector.substring(from, i)));
                from = i + 1;
            }
        }
        requirements.add(bare(selector.substring(from)));
        return requirements;
    }

    /// Without blanks at its ends. What else Unicode has for a blank is none to the API server.
    private static String bare(String requirement) {
        return requirement.replaceAll("^ | $", "");
    }
}
