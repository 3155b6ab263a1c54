package io.imagesync.config;

import io.imagesync.model.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The syntax of lists of nodes: `w1 admin@w2, gpu[01-16,20]`. Blanks, commas and line ends separate; square brackets
/// hold numbers and ranges of them, filled up with zeros to the width of a range's first number.
public final class NodeList {
    /// More nodes than this are refused, and never held in memory.
    static final int MOST = 10_000;

    static final Fault TOO_MANY = new Fault("more than " + MOST + " nodes", "check the ranges, or make groups (-g)");

    private static final int LONGEST_WORD = 1_000;
    private static final Pattern ADDRESS_V6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");

    private NodeList() {}

    /// The nodes in order, with repetitions.
    public static List<NodeName> parse(String text) throws WrongValue {
        List<NodeName> nodes = Words.all(text, NodeList::expand, MOST);
        if (nodes.size() > MOST) {
            throw new WrongValue(List.of(TOO_MANY));
        }
        return nodes;
    }

    /// One node, without ranges.
    static NodeName single(String text) throws WrongValue {
        if (text.contains("[") && !text.contains(":")) {
            throw new WrongValue(text, "is not one node", "write ranges and lists as NODES=\"...\"");
        }
        String host = text.substring(text.indexOf('@') + 1);
        if (host.contains(":") && !ADDRESS_V6.matcher(host).matches()) {
            throw new WrongValue(
                    text,
                    "is not a node name",
                    "remove the port and set SSH_PORT for all nodes, or Port in ~/.ssh/config for one; write an IPv6"
                            + " address without brackets");
        }
        if (!NodeName.isValid(text)) {
            throw new WrongValue(
                    text,
                    "is not a node name",
                    "write [user@]NAME with letters, digits and . _ - only (: and % in IPv6 addresses), not with -"
                            + " first");
        }
        return new NodeName(text);
    }

    /// The names of one word differ in numbers only, so the first one that is wrong speaks for all.
    private static List<NodeName> expand(String word) throws WrongValue {
        if (word.length() > LONGEST_WORD) {
            throw new WrongValue(word, "is too long", "separate the nodes by blanks");
        }
        List<String> names = List.of("");
        int from = 0;
        for (int open = word.indexOf('['); open >= 0; open = word.indexOf('[', from)) {
            int close = word.indexOf(']', open);
            if (close < 0) {
                throw new WrongValue("the [ in " + Fault.cite(word) + " is never closed", "close it: gpu[01-16,20]");
            }
            List<String> numbers = new ArrayList<>();
            for (String part : word.substring(open + 1, close).split(",", -1)) {
                try {
                    addNumbers(numbers, part, MOST / names.size());
                } catch (WrongValue e) {
                    throw new WrongValue(
                            e.fault().what() + " in " + Fault.cite(word),
                            e.fault().remedy());
                }
            }
            String literal = word.substring(from, open);
            names = names.stream()
                    .flatMap(head -> numbers.stream().map(number -> head + literal + number))
                    .toList();
            from = close + 1;
        }
        List<NodeName> nodes = new ArrayList<>();
        for (String name : names) {
            nodes.add(single(name + word.substring(from)));
        }
        return nodes;
    }

    /// Adds the numbers of a range, each as wide as the first one at least.
    ///
    /// @param most how many there may be in all
    private static void addNumbers(List<String> numbers, String range, int most) throws WrongValue {
        Matcher m = RANGE.matcher(range);
        if (!m.matches()) {
            throw new WrongValue(range, "is neither a number nor a range", "write it like [01-16,20], without blanks");
        }
        String first = m.group(1);
        int from = Integer.parseInt(first);
        int to = m.group(2) == null ? from : Integer.parseInt(m.group(2));
        if (to < from) {
            throw new WrongValue("the range " + range + " runs backwards", "write the smaller number first");
        }
        if ((long) numbers.size() + to - from + 1 > most) {
            throw new WrongValue(List.of(TOO_MANY));
        }
        for (int n = from; n <= to; n++) {
            String digits = Integer.toString(n);
            numbers.add("0".repeat(Math.max(0, first.length() - digits.length())) + digits);
        }
    }
}
