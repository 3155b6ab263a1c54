package io.imagesync.relay;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The head of an HTTP request (RFC 9112), as far as a registry that is only read from needs it.
///
/// @param path without what follows a `?`
/// @param authorization empty where there is none
/// @param range nothing where none is wanted, or one that we need not know: then the whole is sent
/// @param close whether the connection ends with the answer
record Request(String method, String path, String authorization, Optional<Range> range, boolean close) {
    /// Bytes of a head.
    static final int MAX_HEAD = 16 << 10;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_DIGITS = 18;

    /// @param to the last byte, counted; `Long.MAX_VALUE` where the end is meant
    record Range(long from, long to) {
        /// `bytes=N-` and `bytes=N-M`.
        static Optional<Range> parse(String text) {
            int dash = text.indexOf('-');
            if (!text.startsWith("bytes=") || dash < 0) {
                return Optional.empty();
            }
            Optional<Long> from = number(text.substring("bytes=".length(), dash));
            String last = text.substring(dash + 1);
            Optional<Long> to = last.isEmpty() ? Optional.of(Long.MAX_VALUE) : number(last);
            return from.isPresent() && to.isPresent() && from.get() <= to.get()
                    ? Optional.of(new Range(from.get(), to.get()))
                    : Optional.empty();
        }

        private static Optional<Long> number(String text) {
            boolean digits = !text.isEmpty()
                    && text.length() <= MAX_DIGITS
                    && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits ? Optional.of(Long.parseLong(text)) : Optional.empty();
        }
    }

    /// @param head up to the empty line
    /// @return nothing where it is no request, or one with a body
    static Optional<Request> parse(byte[] head) {
        String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        String[] first = lines[0].split(" ", -1);
        boolean sound = first.length == 3
                && isToken(first[0])
                && first[1].startsWith("/")
                && isVisible(first[1])
                && (first[2].equals("HTTP/1.1") || first[2].equals("HTTP/1.0"))
                && lines.length - 1 <= MAX_HEADERS;
        return sound ? headers(lines).flatMap(headers -> of(first, headers)) : Optional.empty();
    }

    /// Each may be there once, but those that nobody asks for.
    private static Optional<Map<String, String>> headers(String[] lines) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 0 || !isToken(lines[i].substring(0, colon))) {
                return Optional.empty();
            }
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).strip();
            if (!value.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\t')) {
                return Optional.empty();
            }
            if (headers.put(name, value) != null && isRead(name)) {
                return Optional.empty();
            }
        }
        return Optional.of(headers);
    }

    private static boolean isRead(String name) {
        return switch (name) {
            case "authorization", "range", "connection", "content-length", "transfer-encoding", "host" -> true;
            default -> false;
        };
    }

    private static Optional<Request> of(String[] first, Map<String, String> headers) {
        boolean old = first[2].equals("HTTP/1.0");
        if (headers.containsKey("transfer-encoding")
                || !headers.getOrDefault("content-length", "0").equals("0")
                || (!old && !headers.containsKey("host"))) {
            return Optional.empty();
        }
        int query = first[1].indexOf('?');
        return Optional.of(new Request(
                first[0],
                query < 0 ? first[1] : first[1].substring(0, query),
                headers.getOrDefault("authorization", ""),
                Optional.ofNullable(headers.get("range")).flatMap(Range::parse),
                old || headers.getOrDefault("connection", "").equalsIgnoreCase("close")));
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> isVisible(c) && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    private static boolean isVisible(String text) {
        return text.chars().allMatch(Request::isVisible);
    }

    private static boolean isVisible(int c) {
        return c > ' ' && c < 0x7f;
    }

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    boolean wantsBody() {
        return method.equals("GET");
    }

    /// Without what would let somebody in.
    @Override
    public String toString() {
        return method + " " + path;
    }
}
