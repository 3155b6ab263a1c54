package io.imagesync.ssh;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Words written so that a POSIX shell reads them back as they are. The one place where arguments are quoted.
///
/// A word of harmless characters stays bare; all else goes between single quotes, which csh, fish and zsh read alike
/// as long as the word holds no single quote, no pair of backslashes, none at its end, and for csh no line break. The
/// first word must be no shell keyword.
final class ShellQuote {
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_@:,./+-]+");
    /// After the first word nothing is taken for an assignment any more.
    private static final Pattern BARE_LATER = Pattern.compile("(?!=)[A-Za-z0-9_@:,./+=-]+");

    private ShellQuote() {}

    static String words(List<String> argv) {
        return IntStream.range(0, argv.size())
                .mapToObj(i -> quoted(argv.get(i), i == 0 ? BARE : BARE_LATER))
                .collect(Collectors.joining(" "));
    }

    static String word(String word) {
        return quoted(word, BARE);
    }

    private static String quoted(String word, Pattern bare) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument cannot hold a NUL character");
        }
        return bare.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
