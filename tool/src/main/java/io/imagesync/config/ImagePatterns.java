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
            "a prefix is not a regular expression: write the beginning of the names, bcm11 or nvcr.io/nvidia/tensor*";

    private ImagePatterns() {}

    static String onePrefix(String text) throws WrongValue {
        if (Words.split(text).size() > 1) {
            throw new WrongValue(text, "is more than one prefix", "write several as PREFIXES=\"...\"");
        }
        return prefix(text);
    }

    static String prefix(String word) throws WrongValue {
        int star = word.indexOf('*');
        if (star >= 0 && star < word.length() - 1) {
            throw new WrongValue(word, "has a * that is not at its end", PLAIN);
        }
        if (word.length() > LONGEST || !PREFIX.matcher(word).matches()) {
            throw new WrongValue(word, "cannot be the beginning of an image name", PLAIN);
        }
        return word;
    }

    static Optional<Fault> regular(String prefix) {
        return prefix.endsWith(".*")
                ? Optional.of(new Fault(
                        Fault.cite(prefix) + " means a dot and then anything; it is not a regular expression",
                        "write " + prefix.substring(0, prefix.length() - 2) + "* for all names that begin with that"))
                : Optional.empty();
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
                                ? " has a scheme, which image names do not have"
                                : " ends with a separator; a prefix ends where a part of a name ends"),
                plain.isEmpty() ? "remove it" : "write " + plain));
    }

    static String pattern(String word) throws WrongValue {
        if (word.length() > LONGEST || !PATTERN.matcher(word).matches()) {
            throw new WrongValue(
                    word,
                    "is not a pattern of image names",
                    "write name:tag with * for any characters and ? for one, such as \"*:dev-*\"");
        }
        return word;
    }

    /// The reference written out in full.
    static ImageRef image(String word) throws WrongValue {
        return ImageRef.parse(word)
                .map(ImageRef::completed)
                .orElseThrow(() -> new WrongValue(
                        word, "is not an image reference", "write [registry/]name[:tag] or name@digest"));
    }
}
