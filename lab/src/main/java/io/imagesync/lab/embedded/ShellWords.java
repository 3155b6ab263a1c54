package io.imagesync.lab.embedded;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command line split into words as a POSIX shell does: blanks, single and double quotes, backslashes. Nothing is
/// expanded.
final class ShellWords {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private int at;

    private ShellWords(String line) {
        this.line = line;
    }

    static List<String> of(String line) {
        return new ShellWords(line).split();
    }

    private List<String> split() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            switch (c) {
                case ' ', '\t', '\n' -> endWord();
                case '\'' -> single();
                case '"' -> quotes();
                case '\\' -> escaped();
                default -> word().append(c);
            }
        }
        endWord();
        return List.copyOf(words);
    }

    private StringBuilder word() {
        if (word == null) {
            word = new StringBuilder();
        }
        return word;
    }

    private void endWord() {
        if (word != null) {
            words.add(word.toString());
            word = null;
        }
    }

    private void single() {
        int end = line.indexOf('\'', at);
        int until = end < 0 ? line.length() : end;
        word().append(line, at, until);
        at = until + 1;
    }

    private void quotes() {
        StringBuilder into = word();
        while (at < line.length() && line.charAt(at) != '"') {
            boolean escape =
                    line.charAt(at) == '\\' && at + 1 < line.length() && "$`\"\\".indexOf(line.charAt(at + 1)) >= 0;
            into.append(line.charAt(escape ? at + 1 : at));
            at += escape ? 2 : 1;
        }
        at++;
    }

    private void escaped() {
        if (at < line.length()) {
            word().append(line.charAt(at++));
        }
    }
}
