package io.imagesync.lab.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the request lines in what a client says, as long as it speaks HTTP/1: a connection whose first line is none is
/// not looked at any more. Bodies are not told from headers, since pulls have none.
final class RequestLines {
    private static final Pattern LINE = Pattern.compile("[A-Z]+ \\S+ HTTP/1\\.[01]");
    private static final int LONGEST = 8 * 1024;

    private final StringBuilder line = new StringBuilder();
    private boolean begun;
    private boolean http = true;

    /// The lines that end in the next piece of the stream.
    List<String> in(byte[] piece) {
        List<String> found = new ArrayList<>();
        String text = http ? new String(piece, StandardCharsets.ISO_8859_1) : "";
        for (int i = 0; i < text.length() && http; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                add(line.toString().stripTrailing(), found);
                line.setLength(0);
            } else if (line.length() < LONGEST) {
                line.append(c);
            }
        }
        return found;
    }

    private void add(String text, List<String> found) {
        boolean request = LINE.matcher(text).matches();
        if (request) {
            found.add(text);
        }
        http = begun ? http : request;
        begun = true;
    }
}
