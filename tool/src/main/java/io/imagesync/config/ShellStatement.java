package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// One statement: assignments up to the end of a line or a `;`. Only its first problem is told, because those behind
/// it mostly follow from it; a quote that is never closed always is.
final class ShellStatement {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+");

    private final Cursor cursor;
    private final Problems problems;
    private final List<Assignment> found = new ArrayList<>();
    private boolean exported;
    private boolean broken;
    private boolean cutShort;

    ShellStatement(Cursor cursor, Problems problems) {
        this.cursor = cursor;
        this.problems = problems;
    }

    static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    /// What it assigns; when something was wrong with the statement, then none of it is sound.
    List<Assignment> assignments() {
        return broken
                ? found.stream()
                        .map(a -> new Assignment(a.key(), a.value(), a.line(), false))
                        .toList()
                : found;
    }

    boolean isCutShort() {
        return cutShort;
    }

    /// Reads the next word, with no blanks before it.
    ///
    /// @return whether there was one
    boolean word() {
        if (cursor.peek() == '#') {
            cursor.takeLine();
        }
        if (cursor.atEnd() || cursor.peek() == '\n' || cursor.peek() == ';') {
            return false;
        }
        int line = cursor.line();
        String name = cursor.takeWhile(ShellStatement::isNameCharacter);
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
        ShellWord word = new ShellWord(cursor, (at, fault) -> tell(at, name, fault));
        found.add(new Assignment(name, word.read(), line, true));
        OptionalInt opened = word.unclosedSince();
        if (opened.isPresent()) {
            broken = true;
            cutShort = true;
            problems.error(opened.getAsInt(), name, unclosed(opened.getAsInt(), line));
        }
    }

    private static Fault unclosed(int opened, int began) {
        String where = opened == began ? "" : " (the value began on line " + began + ", look there too)";
        return new Fault("the quote opened on this line is never closed" + where, "close it at the end of the value");
    }

    private void other(String name, int line, String text) {
        String rest = text.substring(name.length());
        if (name.isEmpty()) {
            tell(line, "", noAssignment(text));
        } else if (rest.startsWith("+=")) {
            attempted(name, line, new Fault("+= is not understood", "write the whole value in one assignment"));
        } else if (rest.startsWith("[")) {
            attempted(
                    name,
                    line,
                    new Fault("arrays are not understood", "write one text, its parts separated by blanks"));
        } else if (rest.stripLeading().startsWith("=")) {
            attempted(name, line, new Fault("a blank stands before the =", "write " + name + "=value without blanks"));
        } else {
            tell(line, "", noAssignment(text));
        }
    }

    private void attempted(String name, int line, Fault fault) {
        tell(line, name, fault);
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
