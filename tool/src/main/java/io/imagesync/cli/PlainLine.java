package io.imagesync.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The command lines of nearly all runs, read without picocli, which would take a good part of the time to start:
/// nothing, or `sync`, with `-c` and `-g` at most. Whatever else there is, a mistake too, is left to [FullLine].
final class PlainLine {
    private final String[] words;
    private int next;
    private boolean command;
    private @Nullable String config;
    private @Nullable String group;

    private PlainLine(String... words) {
        this.words = words;
    }

    /// @return nothing for a line that is not so plain
    static Optional<CommonOptions> read(String... words) {
        PlainLine line = new PlainLine(words);
        while (line.next < words.length) {
            if (!line.takes(words[line.next++])) {
                return Optional.empty();
            }
        }
        return Optional.of(new CommonOptions(line.config, line.group));
    }

    private boolean takes(String word) {
        return switch (word) {
            case "sync" -> takesCommand();
            case "-c", "--config" -> takesConfig(value());
            case "-g", "--group" -> takesGroup(value());
            default ->
                word.startsWith("--config=")
                        ? takesConfig(word.substring("--config=".length()))
                        : word.startsWith("--group=") && takesGroup(word.substring("--group=".length()));
        };
    }

    private boolean takesCommand() {
        boolean first = !command;
        command = true;
        return first;
    }

    private boolean takesConfig(String value) {
        boolean first = config == null;
        config = value;
        return first && isPlain(value);
    }

    private boolean takesGroup(String value) {
        boolean first = group == null;
        group = value;
        return first && isPlain(value);
    }

    /// The word behind an option, or an empty one.
    private String value() {
        return next < words.length ? words[next++] : "";
    }

    /// What begins otherwise may be an option, or a file of arguments.
    private static boolean isPlain(String value) {
        return !value.isEmpty() && value.charAt(0) != '-' && value.charAt(0) != '@';
    }
}
