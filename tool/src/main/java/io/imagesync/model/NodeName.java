package io.imagesync.model;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A worker node as the configuration names it: `[user@]NAME`, where NAME is an OpenSSH alias, a DNS name, an IPv4
/// or an IPv6 address (with an optional zone). Never starts with `-`, never holds a character special to a shell.
///
/// @param text as written, which is also how logs show it
public record NodeName(String text) implements Comparable<NodeName> {
    private static final Pattern VALID =
            Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}@)?[A-Za-z0-9_:][A-Za-z0-9_.:%-]{0,254}");

    public NodeName {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException("not a node name: " + Texts.printable(text, 80));
        }
    }

    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    /// The user before the `@`, if one was given.
    public Optional<String> user() {
        int at = text.indexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(text.substring(0, at));
    }

    /// The name without the user: what OpenSSH calls the host as given on the command line.
    public String host() {
        return text.substring(text.indexOf('@') + 1);
    }

    @Override
    public int compareTo(NodeName other) {
        return text.compareTo(other.text);
    }

    /// Written out, since the one of records is made as the program runs, and every run needs it.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeName name && text.equals(name.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
