package io.imagesync.config;

import io.imagesync.config.Values.Sited;
import java.util.ArrayList;
import java.util.List;

/// Reads the prefixes of image names, each once: the numbered ones by their numbers, then the list.
final class PrefixReader {
    private final Values values;
    private final Problems problems;

    PrefixReader(Values values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    List<String> read() {
        List<Sited<String>> prefixes = new ArrayList<>(values.readAll(Key.PREFIX, PrefixReader::one));
        values.read(Key.PREFIXES, text -> Words.distinct(text, ImagePatterns::prefix), Words::joined)
                .orElse(List.of())
                .forEach(p -> prefixes.add(new Sited<>(p, Key.PREFIXES.name(), values.line(Key.PREFIXES))));
        prefixes.stream().filter(p -> p.value().endsWith(".*")).forEach(this::warn);
        prefixes.forEach(
                p -> ImagePatterns.odd(p.value()).ifPresent(fault -> problems.warning(p.line(), p.key(), fault)));
        return prefixes.stream().map(Sited::value).distinct().toList();
    }

    private static Parsed<String> one(String text) {
        return Words.split(text).size() > 1
                ? Parsed.wrong(Fault.cite(text) + " is more than one prefix", "write several as PREFIXES=\"...\"")
                : ImagePatterns.prefix(text);
    }

    private void warn(Sited<String> prefix) {
        String begin = prefix.value().substring(0, prefix.value().length() - 2);
        problems.warning(
                prefix.line(),
                prefix.key(),
                new Fault(
                        Fault.cite(prefix.value()) + " means a dot and then anything, it is no regular expression",
                        "write " + begin + "* for all names that begin so"));
    }
}
