package io.imagesync.ssh;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a command prints on one of its streams, bounded. A line with a word that nobody else knows marks its end and
/// tells its exit code; on stderr one more marks its beginning, since a ProxyJump's `ssh` or a ProxyCommand may have
/// spoken there before. A stream without marks is taken whole. Not safe for use by several threads.
final class Capture {
    private final String mark;
    private final int limit;
    private final boolean tail;
    private final Pattern end;
    /// Room for the longest line at the end, and for one byte that shows that there was more.
    private final int spare;
    /// One character for each byte.
    private final StringBuilder text = new StringBuilder();
    private String before = "";
    private boolean begun;
    private OptionalInt exitCode = OptionalInt.empty();

    /// @param tail whether the last bytes are kept, and the beginning is marked; else the first ones
    Capture(String mark, int limit, boolean tail) {
        this.mark = mark;
        this.limit = limit;
        this.tail = tail;
        end = Pattern.compile(mark + " (\\d{1,3})\n\\z");
        spare = mark.length() + " 255\n".length() + 1;
    }

    void write(byte[] bytes, int length) {
        if (exitCode.isPresent()) {
            return;
        }
        text.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        int at = tail && !begun ? text.indexOf(mark + "\n") : -1;
        if (at >= 0) {
            before = text.substring(0, at);
            text.delete(0, at + mark.length() + 1);
        }
        begun |= !tail || at >= 0;
        Matcher line = end.matcher(text).region(Math.max(0, text.length() - spare), text.length());
        int excess = text.length() - limit - spare;
        if (line.find()) {
            exitCode = OptionalInt.of(Integer.parseInt(line.group(1)));
            text.setLength(line.start());
        } else if (excess > 0) {
            int from = tail ? 0 : limit;
            text.delete(from, from + excess);
        }
    }

    /// Whether the command began, as far as that shows.
    boolean begun() {
        return begun;
    }

    /// What the line at the end told.
    OptionalInt exitCode() {
        return exitCode;
    }

    /// What came before the beginning; all, when that is not marked.
    byte[] before() {
        return bytes(begun ? before : text.toString());
    }

    byte[] bytes() {
        int length = text.length();
        return bytes(tail ? text.substring(Math.max(0, length - limit)) : text.substring(0, Math.min(limit, length)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Whether something at the end was dropped.
    boolean cut() {
        return text.length() > limit;
    }
}
