package io.imagesync.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The command lines of nearly all runs, read without picocli, which would take a good part of the time to start:
/// nothing, or `sync`, with `-c` and `-g` at most. Whatever else there is, a mistake too, is left to it.
final class PlainLine {
    private PlainLine() {}

    /// @return nothing for a line that is not so plain
    static Optional<CommonOptions> read(String... words) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < words.length; i++) {
            String name = name(words[i]);
            String value = name;
            if (words[i].startsWith("--" + name + "=")) {
                value = words[i].substring(words[i].indexOf('=') + 1);
            } else if (!name.equals("sync")) {
                i++;
                value = i < words.length ? words[i] : "";
            }
            if (name.isEmpty() || !isPlain(value) || given.put(name, value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new CommonOptions(given.get("config"), given.get("group")));
    }

    /// @return empty for what is not plain
    private static String name(String word) {
        return switch (word) {
            case "sync" -> "sync";
            case "-c", "--config" -> "config";
            case "-g", "--group" -> "group";
            default -> word.startsWith("--config=") ? "config" : word.startsWith("--group=") ? "group" : "";
        };
    }

    /// What begins otherwise may be an option, or a file of arguments.
    private static boolean isPlain(String value) {
        return !value.isEmpty() && value.charAt(0) != '-' && value.charAt(0) != '@';
    }
}
