package io.imagesync.config;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The syntax of what reaches the nodes: user, key file, command and socket. Nothing in it is special to a shell.
final class Remotes {
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");
    private static final Pattern COMMAND_WORD = Pattern.compile("[A-Za-z0-9_./:=@+-]+");
    private static final Pattern SOCKET = Pattern.compile("(?:unix://)?(/[A-Za-z0-9_./-]+)");
    private static final int LONGEST = 255;

    private Remotes() {}

    static Parsed<String> user(String text) {
        return USER.matcher(text).matches()
                ? Parsed.value(text)
                : Parsed.wrong(Fault.cite(text) + " is not a user name", "write letters, digits and . _ - only");
    }

    /// As OpenSSH reads it: absolute, or from the home folder with `~/`.
    static Parsed<String> identityFile(String text) {
        String fromRoot = text.startsWith("~/") ? text.substring(1) : text;
        return Scalars.path(fromRoot).map(path -> text.startsWith("~/") ? "~" + path : path.toString());
    }

    /// The words of a command, never empty.
    static Parsed<List<String>> command(String text) {
        List<String> words = Arrays.stream(text.strip().split("\\s+")).toList();
        boolean plain = words.stream().allMatch(w -> COMMAND_WORD.matcher(w).matches());
        if (!plain || words.getFirst().startsWith("-") || text.length() > LONGEST) {
            return Parsed.wrong(
                    Fault.cite(text) + " is not a plain command",
                    "write the command and its arguments, with letters, digits and . _ / : = @ + - only");
        }
        return Parsed.value(words);
    }

    /// The path of the socket, without `unix://`.
    static Parsed<String> socket(String text) {
        var m = SOCKET.matcher(text);
        if (!m.matches()
                || text.length() > LONGEST
                || Arrays.asList(text.split("/")).contains("..")) {
            return Parsed.wrong(
                    Fault.cite(text) + " is not the path of a socket",
                    "write such as unix:///run/containerd/containerd.sock");
        }
        return Parsed.value(m.group(1));
    }
}
