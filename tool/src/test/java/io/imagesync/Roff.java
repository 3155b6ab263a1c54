package io.imagesync;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A manual page in the making, in the macros of man(7). In texts, what stands between backticks becomes bold; nothing
/// else in them means anything to roff.
public final class Roff {
    /// The day of the last change that readers would notice, for the foot of the pages.
    private static final String DATE = "2026-11-30";

    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[^.][.]) (?=[A-Z])");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final StringBuilder page = new StringBuilder();

    /// @param name as in `man NAME`
    /// @param section of the manual
    public Roff(String name, int section, String from) {
        page.append(".\\\" ").append(from).append("\n.TH ").append(name.toUpperCase(Locale.ROOT));
        page.append(' ').append(section).append(" ").append(DATE).append(" image-sync\n");
        page.append(".nh\n.ad l\n");
    }

    public Roff section(String title) {
        page.append(".SH ").append(title).append('\n');
        return this;
    }

    public Roff paragraph(String text) {
        page.append(".PP\n").append(lines(text));
        return this;
    }

    /// The first words of a section, which need no paragraph of their own.
    public Roff text(String text) {
        page.append(lines(text));
        return this;
    }

    /// A term, and below it what it means.
    public Roff term(String term, String text) {
        page.append(".TP\n").append(lines(term)).append(lines(text));
        return this;
    }

    /// What is added until [#end()] is indented.
    public Roff inside() {
        page.append(".RS\n");
        return this;
    }

    public Roff end() {
        page.append(".RE\n");
        return this;
    }

    /// Lines as they are.
    public Roff literal(List<String> lines) {
        page.append(".PP\n.RS 4\n.nf\n");
        lines.forEach(line -> page.append(guarded(escaped(line))).append('\n'));
        page.append(".fi\n.RE\n");
        return this;
    }

    @Override
    public String toString() {
        return page.toString();
    }

    /// A line of source for each sentence, as roff likes it.
    private static String lines(String text) {
        StringBuilder lines = new StringBuilder();
        Arrays.stream(SENTENCE_END.split(text.strip()))
                .forEach(sentence -> lines.append(guarded(marked(sentence))).append('\n'));
        return lines.toString();
    }

    private static String marked(String text) {
        Matcher code = CODE.matcher(text);
        StringBuilder marked = new StringBuilder();
        int at = 0;
        while (code.find()) {
            marked.append(escaped(text.substring(at, code.start())));
            marked.append("\\fB").append(escaped(code.group(1))).append("\\fR");
            at = code.end();
        }
        return marked.append(escaped(text.substring(at))).toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha");
    }

    /// A line that begins with a dot would be a request.
    private static String guarded(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }
}
