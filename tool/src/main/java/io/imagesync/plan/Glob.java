package io.imagesync.plan;

import io.imagesync.model.ImageRef;

/// One EXCLUDE, or what a command is given: a glob over `name:tag`; or one of NAMESPACES. `*` stands for any text, `/`
/// included; `?` for one character; nothing else is special. What is on Docker Hub goes by its full and by its short
/// name.
public final class Glob {
    private final String text;

    public Glob(String text) {
        this.text = text;
    }

    public boolean matches(ImageRef image) {
        return image.spellings().stream().anyMatch(this::matches);
    }

    /// Only the last star is ever lengthened: what fits before it never has to be tried again. So the work is bounded
    /// by the product of both lengths, however many stars there are.
    boolean matches(String name) {
        int star = -1;
        int afterStar = 0;
        int g = 0;
        int n = 0;
        while (n < name.length()) {
            if (g < text.length() && text.charAt(g) == '*') {
                star = g++;
                afterStar = n;
            } else if (g < text.length() && fits(text.charAt(g), name.charAt(n))) {
                g++;
                n++;
            } else if (star >= 0) {
                g = star + 1;
                n = ++afterStar;
            } else {
                return false;
            }
        }
        return text.substring(g).chars().allMatch(c -> c == '*');
    }

    private static boolean fits(char wanted, char given) {
        return wanted == '?' || wanted == given;
    }

    @Override
    public String toString() {
        return text;
    }
}
