package io.imagesync.config;

import java.util.function.IntPredicate;

/// A place in a text that moves on one character at a time and knows its line.
final class Cursor {
    /// Stands for the character after the last one.
    static final int END = -1;

    private final String text;
    private int at;
    private int line = 1;

    Cursor(String text) {
        this.text = text;
    }

    int line() {
        return line;
    }

    int peek() {
        return atEnd() ? END : text.charAt(at);
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /// The character here, and on to the next one; not to be called at the end.
    char take() {
        char c = text.charAt(at++);
        if (c == '\n') {
            line++;
        }
        return c;
    }

    String takeWhile(IntPredicate wanted) {
        int from = at;
        while (!atEnd() && wanted.test(peek())) {
            take();
        }
        return text.substring(from, at);
    }

    /// Backslashes that end a line, together with that end: the shell reads on as if they were not there.
    ///
    /// @return whether there were any
    boolean takeContinuations() {
        boolean any = false;
        while (text.startsWith("\\\n", at)) {
            take();
            take();
            any = true;
        }
        return any;
    }

    /// To the end of the line, which is not taken.
    String takeLine() {
        return takeWhile(c -> c != '\n');
    }
}
