package io.imagesync.model;

import java.util.List;
import java.util.stream.Collectors;

/// Words written so that a POSIX shell reads them back as they are. The one place where arguments are quoted.
///
/// A word of harmless characters stays bare; all else goes between single quotes, which csh, fish and zsh read alike
/// as long as the word holds no single quote, no pair of backslashes, none at its end, and for csh no line break. The
/// first word must be neither a shell keyword nor look like an assignment.
public final class ShellQuote {
    private ShellQuote() {}

    public static String words(List<String> argv) {
        return argv.stream().map(ShellQuote::word).collect(Collectors.joining(" "));
    }

    public static String word(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument cannot hold a NUL character");
        }
        return word.matches("(?!=)[A-Za-z0-9_@:,./+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
