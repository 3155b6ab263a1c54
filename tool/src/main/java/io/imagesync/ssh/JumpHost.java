package io.imagesync.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A host on the way to another one.
///
/// @param options that are for it alone
/// @param before the jump hosts on the way to it
record JumpHost(String name, List<String> options, List<String> before) {
    /// What `ssh` says when it starts the `ssh` of a ProxyJump. The options come in this order, before any others.
    static final String LINE = "debug1: Executing proxy command: exec \\S+ (?:-l (?<user>\\S+) )?"
            + "(?:-p (?<port>\\d+) )?.*?(?:-J (?<before>\\S+) .*)?-W '?\\[(?<to>.*)\\]:(?<at>\\d+)'? (?<host>\\S+)";
    /// `[ssh://][user@]host[:port]`, and an IPv6 address with a port is in brackets.
    private static final Pattern NAMED =
            Pattern.compile("(?:ssh://)?(?:(?<user>.+)@)?(?<host>\\[[^\\[\\]]+\\]|[^\\[\\]:]+)(?::(?<port>\\d+))?/?");

    /// The one that comes after so many others have let us in.
    ///
    /// @param line that [#LINE] matches
    static Optional<JumpHost> after(int hops, MatchResult line) {
        String extra = line.group("before");
        List<String> others = extra == null ? List.of() : List.of(extra.split(",", -1));
        if (hops >= others.size()) {
            return hops == others.size() ? Optional.of(of(line, others)) : Optional.empty();
        }
        String text = others.get(hops);
        List<String> before = others.subList(0, hops);
        Matcher named = NAMED.matcher(text);
        return Optional.of(
                named.matches() ? of(named, before) : new JumpHost(SshFailure.shown(text), List.of(), before));
    }

    private static JumpHost of(MatchResult named, List<String> before) {
        String user = named.group("user");
        String port = named.group("port");
        List<String> options = new ArrayList<>(user == null ? List.of() : List.of("-l", user));
        options.addAll(port == null ? List.of() : List.of("-p", port));
        return new JumpHost(SshFailure.shown(named.group("host").replaceAll("[\\[\\]]", "")), options, before);
    }

    /// What a human gives to `ssh` before it.
    ///
    /// @param node what comes before the node; only a configuration that is named holds for jump hosts too
    List<String> words(List<String> node) {
        boolean named = !node.isEmpty() && node.getFirst().equals("-F");
        List<String> words = new ArrayList<>(named ? node.subList(0, 2) : List.of());
        words.addAll(before.isEmpty() ? List.of() : List.of("-J", String.join(",", before)));
        words.addAll(options);
        return words;
    }
}
