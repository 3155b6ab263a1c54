package io.imagesync.config;

import io.imagesync.model.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The syntax of lists of nodes: `w1 admin@w2, gpu[01-16,20]`. Blanks, commas and line ends separate; square brackets
/// hold numbers and ranges of them, filled up with zeros to the width of a range's first number.
public final class NodeList {
    /// More nodes than this are refused, and never held in memory.
    public static final int MOST = 10_000;

    private static final int LONGEST_WORD = 1_000;
    private static final Pattern ADDRESS_V6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?");

    private NodeList() {}

    /// The nodes in order, with repetitions, or what is wrong.
    public static Parsed<List<NodeName>> parse(String text) {
        return Words.all(text, NodeList::expand, MOST)
                .then(nodes -> nodes.size() > MOST ? new Parsed.Wrong<>(List.of(tooMany())) : Parsed.value(nodes));
    }

    /// One node, without ranges.
    static Parsed<NodeName> single(String text) {
        if (text.contains("[") && !text.contains(":")) {
            return Parsed.wrong(Fault.cite(text) + " is not one node", "write ranges and lists as NODES=\"...\"");
        }
        String host = text.substring(text.indexOf('@') + 1);
        if (host.contains(":") && !ADDRESS_V6.matcher(host).matches()) {
            return Parsed.wrong(
                    Fault.cite(text) + " is not a node name",
                    "leave a port away and set SSH_PORT; write an IPv6 address without brackets");
        }
        return NodeName.isValid(text) ? Parsed.value(new NodeName(text)) : notANode(text);
    }

    private static <T> Parsed<T> notANode(String text) {
        return Parsed.wrong(
                Fault.cite(text) + " is not a node name",
                "write [user@]NAME with letters, digits and . _ - only (: and % in IPv6 addresses), not with - first");
    }

    private static Parsed<List<NodeName>> expand(String word) {
        if (word.length() > LONGEST_WORD) {
            return Parsed.wrong(Fault.cite(word) + " is too long", "separate the nodes by blanks");
        }
        List<String> names = List.of("");
        int from = 0;
        for (int open = word.indexOf('['); open >= 0; open = word.indexOf('[', from)) {
            int close = word.indexOf(']', open);
            if (close < 0) {
                return Parsed.wrong("the [ in " + Fault.cite(word) + " is never closed", "close it: gpu[01-16,20]");
            }
            String literal = word.substring(from, open);
            Parsed<List<String>> numbers = NumberRanges.parse(word.substring(open + 1, close), MOST / names.size());
            if (numbers.toOptional().isEmpty()) {
                return new Parsed.Wrong<>(numbers.faults().stream()
                        .map(f -> new Fault(f.what() + " in " + Fault.cite(word), f.remedy()))
                        .toList());
            }
            names = times(names, literal, numbers.toOptional().get());
            from = close + 1;
        }
        return named(times(names, word.substring(from), List.of("")));
    }

    private static List<String> times(List<String> heads, String literal, List<String> numbers) {
        return heads.stream()
                .flatMap(head -> numbers.stream().map(n -> head + literal + n))
                .toList();
    }

    /// All names of one word differ in numbers only, so the first one that is wrong speaks for all.
    private static Parsed<List<NodeName>> named(List<String> names) {
        List<NodeName> nodes = new ArrayList<>();
        for (String name : names) {
            Parsed<NodeName> node = single(name);
            if (node.toOptional().isEmpty()) {
                return node.map(List::of);
            }
            nodes.add(node.toOptional().get());
        }
        return Parsed.value(nodes);
    }

    static Fault tooMany() {
        return new Fault("more than " + MOST + " nodes", "check the ranges, or make groups");
    }
}
