package io.imagesync.ssh;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Words written so that a POSIX shell reads them back as they are. The one place where arguments are quoted.
///
/// A word of harmless characters stays bare; all else goes between single quotes, which csh, fish and zsh read alike
/// as long as the word holds no single quote, and for csh no line break either. The first word must be no shell
/// keyword.
final class ShellQuote {
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_@:,./+-]+");

    private ShellQuote() {}

    static String words(List<String> argv) {
        return argv.stream().map(ShellQuote::word).collect(Collectors.joining(" "));
    }

    static String word(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument cannot hold a NUL character");
        }
        return BARE.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
