package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;

/// Reads the part of the shell's language that assigns values: `KEY=value`, `export KEY='value'`, several on a line,
/// comments, quotes in all their forms. Everything else is a problem that names its line; nothing is expanded.
///
/// A byte order mark and Windows line ends are tolerated.
final class ShellAssignments {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Cursor cursor;
    private final Problems problems;
    private final List<Assignment> assignments = new ArrayList<>();
    private boolean cutShort;

    /// @param cutShort whether a quote that was never closed swallowed the rest of the text
    record Lexed(List<Assignment> assignments, boolean cutShort) {
        Lexed {
            assignments = List.copyOf(assignments);
        }
    }

    private ShellAssignments(String text, Problems problems) {
        this.cursor = new Cursor(withPlainLineEnds(text));
        this.problems = problems;
    }

    static Lexed read(String text, Problems problems) {
        ShellAssignments reader = new ShellAssignments(text, problems);
        while (!reader.cursor.atEnd()) {
            reader.statement();
        }
        return new Lexed(reader.assignments, reader.cutShort);
    }

    private static String withPlainLineEnds(String text) {
        String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        plain = plain.replace("\r\n", "\n");
        return plain.endsWith("\r") ? plain.substring(0, plain.length() - 1) : plain;
    }

    /// Everything up to the end of a line or a `;`.
    private void statement() {
        ShellStatement statement = new ShellStatement(cursor, problems);
        int words = 0;
        blanks();
        while (statement.word()) {
            words++;
            blanks();
        }
        if (words == 0 && cursor.peek() == ';') {
            problems.error(cursor.line(), "", new Fault("nothing stands before the ;", "remove the ;"));
            cursor.takeLine();
        }
        if (!cursor.atEnd()) {
            cursor.take();
        }
        assignments.addAll(statement.assignments());
        cutShort |= statement.isCutShort();
    }

    private void blanks() {
        boolean more = true;
        while (more) {
            String blanks = cursor.takeWhile(c -> c == ' ' || c == '\t');
            more = cursor.takeContinuations() || !blanks.isEmpty();
        }
    }
}
