package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads the part of the shell's language that assigns values: `KEY=value`, `export KEY='value'`, several on a line,
/// comments, quotes in all their forms. Everything else is a problem that names its line; nothing is expanded.
///
/// A byte order mark and Windows line ends are tolerated. Of a statement only the first problem is told, because those
/// behind it mostly follow from it; a quote that is never closed always is.
final class ShellAssignments {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+");

    private final Cursor cursor;
    private final Problems problems;
    private final List<Assignment> assignments = new ArrayList<>();
    private boolean cutShort;

    /// Of the statement that is being read.
    private final List<Assignment> found = new ArrayList<>();

    private boolean exported;
    private boolean broken;

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

    static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    /// Everything up to the end of a line or a `;`. When something is wrong with it, then none of it is sound.
    private void statement() {
        found.clear();
        exported = false;
        broken = false;
        blanks();
        if (cursor.peek() == ';') {
            problems.error(cursor.line(), "", new Fault("there is nothing before the ;", "remove the ;"));
            cursor.takeLine();
        }
        while (word()) {
            blanks();
        }
        if (!cursor.atEnd()) {
            cursor.take();
        }
        found.forEach(a -> assignments.add(new Assignment(a.key(), a.value(), a.line(), a.sound() && !broken)));
    }

    private void blanks() {
        boolean more = true;
        while (more) {
            String blanks = cursor.takeWhile(c -> c == ' ' || c == '\t');
            more = cursor.takeContinuations() || !blanks.isEmpty();
        }
    }

    /// Reads the next word, with no blanks before it.
    ///
    /// @return whether there was one
    private boolean word() {
        if (cursor.peek() == '#') {
            cursor.takeLine();
        }
        if (cursor.atEnd() || cursor.peek() == '\n' || cursor.peek() == ';') {
            return false;
        }
        int line = cursor.line();
        String name = cursor.takeWhile(ShellAssignments::isNameCharacter);
        boolean isName = NAME.matcher(name).matches();
        if (isName && cursor.peek() == '=') {
            cursor.take();
            assign(name, line);
        } else if (isName && isExport(name)) {
            exported = true;
        } else {
            other(isName ? name : "", line, name + cursor.takeLine());
        }
        return true;
    }

    /// `export` itself, and the names without a value behind it, which change nothing here.
    private boolean isExport(String name) {
        return ShellWord.endsWord(cursor.peek()) && (exported || (name.equals("export") && found.isEmpty()));
    }

    private void assign(String name, int line) {
        ShellWord word = new ShellWord(cursor, fault -> tell(cursor.line(), name, fault));
        found.add(new Assignment(name, word.read(), line, true));
        int opened = word.unclosedSince();
        if (opened > 0) {
            broken = true;
            cutShort = true;
            String where = opened == line ? "" : " (the value began on line " + line + ", look there too)";
            String what = "the quote opened on this line is never closed" + where;
            problems.error(opened, name, new Fault(what, "close it at the end of the value"));
        }
    }

    private void other(String name, int line, String text) {
        String rest = text.substring(name.length());
        if (!name.isEmpty() && rest.startsWith("+=")) {
            attempted(name, line, "+= is not understood", "write the whole value in one assignment");
        } else if (!name.isEmpty() && rest.startsWith("[")) {
            attempted(name, line, "arrays are not understood", "write one text, its parts separated by blanks");
        } else if (!name.isEmpty() && rest.stripLeading().startsWith("=")) {
            attempted(name, line, "there is a blank before the =", "write " + name + "=value without blanks");
        } else {
            tell(line, "", noAssignment(text));
        }
    }

    private void attempted(String name, int line, String what, String remedy) {
        tell(line, name, new Fault(what, remedy));
        found.add(new Assignment(name, "", line, false));
    }

    private Fault noAssignment(String text) {
        if (found.isEmpty()) {
            return new Fault(
                    "only KEY=value is understood here, not " + Fault.cite(text),
                    "remove it; nothing in this file is run");
        }
        String key = found.getLast().key();
        return new Fault(
                "the value of " + key + " ends at the blank before " + Fault.cite(text),
                "put a value with blanks into quotes: " + key + "=\"...\"");
    }

    private void tell(int line, String name, Fault fault) {
        if (!broken) {
            problems.error(line, name, fault);
        }
        broken = true;
    }
}
