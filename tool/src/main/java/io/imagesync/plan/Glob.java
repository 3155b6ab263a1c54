package io.imagesync.plan;

import io.imagesync.model.ImageRef;
import java.util.regex.Pattern;

/// One EXCLUDE: a glob over `name:tag`. `*` stands for any text, `/` included; `?` for one character; nothing else is
/// special.
public final class Glob {
    private final String text;
    private final Pattern pattern;

    public Glob(String text) {
        this.text = text;
        StringBuilder regex = new StringBuilder();
        for (String part : text.replaceAll("\\*+", "*").splitWithDelimiters("[*?]", 0)) {
            regex.append(
                    switch (part) {
                        case "*" -> ".*";
                        case "?" -> ".";
                        default -> Pattern.quote(part);
                    });
        }
        this.pattern = Pattern.compile(regex.toString());
    }

    boolean matches(ImageRef image) {
        return pattern.matcher(image.toString()).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
