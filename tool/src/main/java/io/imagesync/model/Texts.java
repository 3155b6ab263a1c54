package io.imagesync.model;

/// Text from outside made fit to be shown: one line, no control characters, bounded.
public final class Texts {
    /// Characters of either end. A runtime's errors are a tenth of it.
    private static final int END = 4096;

    private Texts() {}

    /// The text with every control, format, surrogate and line-separating character written as `\\uXXXX` (`\n`, `\t`
    /// and `\r` in their short form), cut to at most `limit` characters with `...` where something was cut.
    public static String printable(String text, int limit) {
        if (text.length() <= limit && text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return text;
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit));
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            String one = one(c);
            if (out.length() + one.length() > limit) {
                return out.append("...").toString();
            }
            out.append(one);
        }
        return out.toString();
    }

    /// The two ends of a text that somebody else made as long as they liked: what patterns may be tried on.
    /// Nothing of a word that was cut in two is left at the beginning of the second end.
    public static String ends(String text) {
        if (text.length() <= 2 * END) {
            return text;
        }
        int from = text.length() - END;
        while (from < text.length() && !Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        return text.substring(0, END) + " ... " + text.substring(from).strip();
    }

    private static String one(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> isPlain(c) ? Character.toString(c) : String.format("\\u%04X", c);
        };
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
