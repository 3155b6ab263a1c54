package io.imagesync.report;

import io.imagesync.model.NodeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is the same of many nodes, said once, with their names in short, as the configuration takes them:
/// `gpu[01-16,20]`.
final class NodeNames {
    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,9})(\\D*)");

    private NodeNames() {}

    private record Shape(String head, int width, String tail) {}

    /// Those that are alike together, in the order of the first of each.
    static <T, K> Collection<List<T>> alike(Collection<T> all, Function<T, K> by) {
        return all.stream()
                .collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    static String folded(List<NodeName> names) {
        return foldedTexts(names.stream().map(NodeName::text).toList());
    }

    /// In the order in which the first of each kind comes; what is no name of a node stays as it is.
    static String foldedTexts(List<String> names) {
        Map<Shape, List<Long>> numbers = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (String name : names) {
            Matcher numbered = NUMBERED.matcher(name);
            if (numbered.matches()) {
                Shape shape = new Shape(numbered.group(1), numbered.group(2).length(), numbered.group(3));
                numbers.computeIfAbsent(shape, _ -> new ArrayList<>()).add(Long.parseLong(numbered.group(2)));
            } else {
                words.add(name);
            }
        }
        List<String> all = new ArrayList<>();
        numbers.forEach((shape, some) -> all.add(folded(shape, some)));
        all.addAll(words);
        return String.join(",", all);
    }

    private static String folded(Shape shape, List<Long> numbers) {
        List<Long> sorted = numbers.stream().sorted().distinct().toList();
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < sorted.size(); ) {
            int end = i;
            while (end + 1 < sorted.size() && sorted.get(end + 1) == sorted.get(end) + 1) {
                end++;
            }
            ranges.add(written(shape, sorted.get(i)) + (end == i ? "" : "-" + written(shape, sorted.get(end))));
            i = end + 1;
        }
        String inside = String.join(",", ranges);
        return shape.head + (sorted.size() == 1 ? inside : "[" + inside + "]") + shape.tail;
    }

    private static String written(Shape shape, long number) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, shape.width - digits.length())) + digits;
    }
}
