package io.imagesync.config;

import io.imagesync.model.ImageRef;
import java.util.Optional;
import java.util.regex.Pattern;

/// The syntax of what selects images: prefixes, patterns and references. Matching is not done here.
final class ImagePatterns {
    private static final int LONGEST = ImageRef.MAX_LENGTH;
    private static final String ADDRESS = "(?:\\[[0-9A-Fa-f:]+\\])?+";
    private static final Pattern PREFIX = Pattern.compile(ADDRESS + "[A-Za-z0-9._/:@+-]*+\\*?");
    private static final Pattern PATTERN = Pattern.compile(ADDRESS + "[A-Za-z0-9._/:@+*?-]*+");
    private static final Pattern SCHEME = Pattern.compile("^[a-z+.-]*://");
    private static final Pattern ENDS = Pattern.compile("(?<!@sha256|@sha512)[/:]+$");
    private static final String PLAIN =
            "a prefix is never a regular expression: write how the names begin, bcm11 or nvcr.io/nvidia/tensor*";

    private ImagePatterns() {}

    static Parsed<String> prefix(String word) {
        int star = word.indexOf('*');
        if (star >= 0 && star < word.length() - 1) {
            return Parsed.wrong(Fault.cite(word) + " has a * that is not at its end", PLAIN);
        }
        if (word.length() > LONGEST || !PREFIX.matcher(word).matches()) {
            return Parsed.wrong(Fault.cite(word) + " cannot be how the name of an image begins", PLAIN);
        }
        return Parsed.value(word);
    }

    /// What a prefix may have and should not, with what to write.
    static Optional<Fault> odd(String prefix) {
        String plain = ENDS.matcher(SCHEME.matcher(prefix).replaceFirst("")).replaceFirst("");
        if (plain.equals(prefix)) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                Fault.cite(prefix)
                        + (prefix.contains("://")
                                ? " has a scheme, which no image's name has"
                                : " has more than the name: a prefix ends where a part of a name ends"),
                plain.isEmpty() ? "leave it out" : "write " + plain));
    }

    static Parsed<String> pattern(String word) {
        if (word.length() > LONGEST || !PATTERN.matcher(word).matches()) {
            return Parsed.wrong(
                    Fault.cite(word) + " is not a pattern of image names",
                    "write name:tag with * for any characters and ? for one, such as \"*:dev-*\"");
        }
        return Parsed.value(word);
    }

    /// The reference written out in full.
    static Parsed<ImageRef> image(String word) {
        return ImageRef.parse(word)
                .map(ImageRef::completed)
                .map(Parsed::value)
                .orElseGet(() -> Parsed.wrong(
                        Fault.cite(word) + " is not an image reference", "write [registry/]name[:tag] or name@digest"));
    }
}
