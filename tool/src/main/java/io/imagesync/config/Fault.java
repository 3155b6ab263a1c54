package io.imagesync.config;

import io.imagesync.model.Texts;

/// What is wrong with a text and what to write instead, each made one line, escaped and cut.
///
/// @param what is wrong, without a final full stop
/// @param remedy imperative, without a final full stop; empty when there is nothing to add
public record Fault(String what, String remedy) {
    private static final int CITED = 80;
    private static final int LONGEST = 600;

    public Fault {
        what = Texts.printable(what, LONGEST);
        remedy = Texts.printable(remedy, LONGEST);
    }

    /// The text in quotes, escaped and cut.
    static String cite(String text) {
        return '"' + Texts.printable(text, CITED) + '"';
    }

    @Override
    public String toString() {
        return remedy.isEmpty() ? what : what + "; " + remedy;
    }
}
