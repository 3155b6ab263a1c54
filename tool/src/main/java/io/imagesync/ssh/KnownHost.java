package io.imagesync.ssh;

import java.nio.file.Path;
import java.util.Optional;

/// One line of a known_hosts file.
///
/// @param line counts from 1
record KnownHost(Marker marker, String hosts, KeyBlob key, Path file, int line) {
    enum Marker {
        NONE,
        AUTHORITY,
        REVOKED
    }

    /// The line, or nothing when it is a comment or not to be understood; OpenSSH skips such lines too.
    static Optional<KnownHost> parse(String text, Path file, int line) {
        String rest = text.strip();
        Marker marker = Marker.NONE;
        if (rest.startsWith("@")) {
            String[] words = rest.split("[ \\t]+", 2);
            switch (words[0]) {
                case "@cert-authority" -> marker = Marker.AUTHORITY;
                case "@revoked" -> marker = Marker.REVOKED;
                default -> words = new String[] {""};
            }
            rest = words.length < 2 ? "" : words[1];
        }
        String[] words = rest.split("[ \\t]+", 2);
        if (words.length < 2 || words[0].startsWith("#")) {
            return Optional.empty();
        }
        Marker known = marker;
        return KeyBlob.ofLine(words[1]).map(key -> new KnownHost(known, words[0], key, file, line));
    }
}
