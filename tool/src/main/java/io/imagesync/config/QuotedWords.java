package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Splits a value into words at blanks, as a shell would, but with no more to it than the quotes: `'...'` is taken as
/// it is, and within `"..."` a backslash stands before `"` and `\\`.
final class QuotedWords {
    private final Cursor cursor;
    private final StringBuilder word = new StringBuilder();
    private Optional<Fault> fault = Optional.empty();

    private QuotedWords(String text) {
        this.cursor = new Cursor(text);
    }

    /// The words without their quotes, none of them with control characters.
    static Parsed<List<String>> of(String text) {
        return new QuotedWords(text).words();
    }

    private Parsed<List<String>> words() {
        List<String> words = new ArrayList<>();
        cursor.takeWhile(QuotedWords::isBlank);
        while (!cursor.atEnd() && fault.isEmpty()) {
            word.setLength(0);
            while (!cursor.atEnd() && !isBlank(cursor.peek())) {
                part(cursor.take());
            }
            words.add(word.toString());
            if (word.chars().anyMatch(Character::isISOControl)) {
                refuse(Fault.cite(word.toString()) + " has control characters", "write it without them");
            }
            cursor.takeWhile(QuotedWords::isBlank);
        }
        return fault.<Parsed<List<String>>>map(wrong -> new Parsed.Wrong<>(List.of(wrong)))
                .orElseGet(() -> Parsed.value(words));
    }

    private void part(char c) {
        switch (c) {
            case '\'' -> {
                word.append(cursor.takeWhile(next -> next != '\''));
                close();
            }
            case '"' -> {
                doubleQuoted();
                close();
            }
            case '\\' -> refuse("a backslash stands outside quotes", "put the word into quotes: 'a word'");
            default -> word.append(c);
        }
    }

    private void doubleQuoted() {
        while (!cursor.atEnd() && cursor.peek() != '"') {
            char c = cursor.take();
            boolean escape = c == '\\' && (cursor.peek() == '"' || cursor.peek() == '\\');
            word.append(escape ? cursor.take() : c);
        }
    }

    private void close() {
        if (cursor.atEnd()) {
            refuse("a quote is never closed in " + Fault.cite(word.toString()), "close it at the end of the word");
        } else {
            cursor.take();
        }
    }

    private void refuse(String what, String remedy) {
        if (fault.isEmpty()) {
            fault = Optional.of(new Fault(what, remedy));
        }
    }

    private static boolean isBlank(int c) {
        return c != Cursor.END && Words.isBlank((char) c);
    }
}
