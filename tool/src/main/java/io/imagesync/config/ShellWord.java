package io.imagesync.config;

import java.util.function.Consumer;

/// Reads one value as Bash would read it, with its quotes, and expands nothing. What Bash would expand or execute is
/// a fault; reading goes on after it, so that quotes stay in pairs.
final class ShellWord {
    private static final String BESIDES_NAMES = "{([*@#?$!-";
    private static final String OPERATORS = "&|<>()";

    private final Cursor cursor;
    private final Consumer<Fault> faults;
    private final StringBuilder value = new StringBuilder();
    private int unclosed;

    /// @param faults hears what is wrong where the cursor stands
    ShellWord(Cursor cursor, Consumer<Fault> faults) {
        this.cursor = cursor;
        this.faults = faults;
    }

    static boolean endsWord(int c) {
        return c == Cursor.END || c == ' ' || c == '\t' || c == '\n' || c == ';';
    }

    /// The value without its quotes; the cursor stands behind it then.
    String read() {
        if (cursor.peek() == '(') {
            fault("arrays are not understood", "write one text, its parts separated by blanks: KEY=\"a b\"");
        }
        while (!endsWord(cursor.peek())) {
            unquoted(cursor.take());
        }
        return value.toString();
    }

    /// The line of the quote inside which the text ended, or 0.
    int unclosedSince() {
        return unclosed;
    }

    private void unquoted(char c) {
        switch (c) {
            case '\'' -> singleQuoted();
            case '"' -> doubleQuoted();
            case '\\' -> escaped();
            case '$' -> dollar(true);
            case '`' -> substitution();
            default -> plain(c);
        }
    }

    private void plain(char c) {
        if (OPERATORS.indexOf(c) >= 0) {
            fault("\"" + c + "\" is outside quotes", "put the value into quotes: KEY='value'");
        }
        value.append(c);
    }

    private void escaped() {
        if (cursor.atEnd()) {
            value.append('\\');
            return;
        }
        char next = cursor.take();
        if (next != '\n') {
            value.append(next);
        }
    }

    private void singleQuoted() {
        int opened = cursor.line();
        value.append(cursor.takeWhile(c -> c != '\''));
        close(opened);
    }

    private void doubleQuoted() {
        int opened = cursor.line();
        while (!cursor.atEnd() && cursor.peek() != '"') {
            char c = cursor.take();
            switch (c) {
                case '\\' -> escapedInQuotes();
                case '$' -> dollar(false);
                case '`' -> substitution();
                default -> value.append(c);
            }
        }
        close(opened);
    }

    /// Inside double quotes a backslash is special before these four and the end of a line only.
    private void escapedInQuotes() {
        switch (cursor.peek()) {
            case '"', '\\', '$', '`' -> value.append(cursor.take());
            case '\n' -> cursor.take();
            default -> value.append('\\');
        }
    }

    private void close(int opened) {
        if (cursor.atEnd()) {
            unclosed = opened;
        } else {
            cursor.take();
        }
    }

    /// A dollar sign that starts nothing is an ordinary character. What it starts may be continued on the next line.
    private void dollar(boolean outsideQuotes) {
        cursor.takeContinuations();
        int next = cursor.peek();
        if (next == '(') {
            substitution();
        } else if (ShellAssignments.isNameCharacter(next) || BESIDES_NAMES.indexOf(next) >= 0) {
            fault("variables are not expanded", "write the value itself; for a plain $ use KEY='...$...' or \\$");
        } else if (outsideQuotes && (next == '\'' || next == '"')) {
            fault("$'...' and $\"...\" are not understood", "remove the $");
        }
        value.append('$');
    }

    private void substitution() {
        fault("nothing in this file is executed", "write the value itself instead of the command");
        value.append(' ');
    }

    private void fault(String what, String remedy) {
        faults.accept(new Fault(what, remedy));
    }
}
