package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `ssh -G` printed: one keyword in lower case and its value a line.
final class Directives {
    private static final Pattern LINE = Pattern.compile("([A-Za-z][A-Za-z0-9]*)(?: ([^\\p{Cntrl}]*))?");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    static Directives parse(String text) throws SshFailed {
        Directives directives = new Directives();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                directives.add(line);
            }
        }
        return directives;
    }

    private void add(String line) throws SshFailed {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            throw unreadable("ssh -G printed " + Texts.shown(line, 100));
        }
        String value = m.group(2) == null ? "" : m.group(2).strip();
        values.computeIfAbsent(m.group(1).toLowerCase(Locale.ROOT), k -> new ArrayList<>())
                .add(value);
    }

    /// The same for a host of which the configuration says the same.
    Directives withHostName(String host) {
        Directives other = new Directives();
        other.values.putAll(values);
        other.values.put("host", List.of(host));
        other.values.put("hostname", List.of(host));
        return other;
    }

    /// All values of a keyword that may stand several times.
    List<String> all(String keyword) {
        return values.getOrDefault(keyword, List.of()).stream()
                .filter(v -> !v.isEmpty() && !v.equals("none"))
                .toList();
    }

    /// The value; empty when it is absent, empty or `none`.
    Optional<String> value(String keyword) {
        return all(keyword).stream().findFirst();
    }

    /// The value as it stands there, `none` too.
    Optional<String> printed(String keyword) {
        return values.getOrDefault(keyword, List.of()).stream().findFirst();
    }

    String required(String keyword) throws SshFailed {
        return value(keyword).orElseThrow(() -> unreadable("ssh -G printed no " + keyword));
    }

    boolean yes(String keyword) {
        return value(keyword).filter(v -> v.equals("yes") || v.equals("true")).isPresent();
    }

    int number(String keyword, int absent, int min, int max) throws SshFailed {
        String text = value(keyword).orElse(Integer.toString(absent));
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw unreadable("ssh -G printed " + keyword + " " + Texts.shown(text, 50));
    }

    private static SshFailed unreadable(String detail) {
        return new SshFailed(new ConnectFailure.ClientConfigUnreadable(detail, "look at the output of ssh -G"));
    }
}
