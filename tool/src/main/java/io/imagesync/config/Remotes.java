package io.imagesync.config;

import java.nio.file.Path;
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

    static String user(String text) throws WrongValue {
        if (!USER.matcher(text).matches()) {
            throw new WrongValue(text, "is not a user name", "write letters, digits and . _ - only");
        }
        return text;
    }

    /// As OpenSSH reads it: absolute, or from the home folder with `~/`.
    static String identityFile(String text) throws WrongValue {
        return text.startsWith("~/")
                ? "~" + Scalars.path(text.substring(1))
                : Scalars.path(text).toString();
    }

    /// With the home folder filled in.
    static Path expanded(String file) {
        return Path.of(file.startsWith("~/") ? System.getProperty("user.home") + file.substring(1) : file);
    }

    /// The words of a command, never empty.
    static List<String> command(String text) throws WrongValue {
        List<String> words = Arrays.stream(text.strip().split("\\s+")).toList();
        boolean plain = words.stream().allMatch(w -> COMMAND_WORD.matcher(w).matches());
        if (!plain || words.getFirst().startsWith("-") || text.length() > LONGEST) {
            throw new WrongValue(
                    text,
                    "is not a plain command",
                    "write the command and its arguments, with letters, digits and . _ / : = @ + - only");
        }
        return words;
    }

    /// The path of the socket, without `unix://`.
    static String socket(String text) throws WrongValue {
        var m = SOCKET.matcher(text);
        if (!m.matches()
                || text.length() > LONGEST
                || Arrays.asList(text.split("/")).contains("..")) {
            throw new WrongValue(
                    text, "is not the path of a socket", "write such as unix:///run/containerd/containerd.sock");
        }
        return m.group(1);
    }
}
