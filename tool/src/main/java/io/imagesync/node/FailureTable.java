package io.imagesync.node;

import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.Texts;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a runtime says about a failed pull, and what it means. The texts were collected from containerd 1.6 to 2.1 and
/// CRI-O; the first row that fits counts, so those that name a cause exactly come before those that name a symptom.
final class FailureTable {
    private record Row(Kind kind, Pattern text) {}

    /// What comes before the number of an HTTP status whose phrase is another than usual.
    private static final String STATUS = "status(?: code)?(?: \"\")?:? ";

    private static final List<Row> ROWS = List.of(
            row(
                    Kind.NO_PLATFORM,
                    "no match for platform|no image found in (manifest list|image index) for architecture"
                            + "|does not match the specified platform"),
            row(
                    Kind.NOT_FOUND,
                    "manifest unknown|name unknown|repository name not known|404 \\(?not found|" + STATUS + "404"),
            row(Kind.NO_SPACE, "no space left on device|disk quota exceeded"),
            row(Kind.RATE_LIMITED, "429 \\(?too many requests|toomanyrequests|" + STATUS + "429"),
            row(
                    Kind.UNAUTHORIZED,
                    "401 \\(?unauthorized|(?<![\\w/.-])unauthorized:|authentication required|pull access denied"
                            + "|insufficient_scope|authorization failed|no basic auth credentials|" + STATUS + "401"),
            row(Kind.FORBIDDEN, "403 \\(?forbidden|(?<![\\w/.-])denied: |" + STATUS + "403"),
            row(
                    Kind.TLS,
                    "server gave http response to https client|x509: |remote error: tls"
                            + "|tls: (failed to|handshake failure|first record|bad |unknown |internal |protocol )"),
            row(Kind.BAD_REFERENCE, "failed to parse image reference|invalid reference format"),
            row(
                    Kind.REGISTRY_ERROR,
                    "50\\d \\(?(internal server error|bad gateway|service unavailable|gateway time-?out)" + "|" + STATUS
                            + "5\\d\\d"),
            row(
                    Kind.CORRUPT,
                    "unexpected commit digest|failed size validation|digest (did|does) not match|digest mismatch"),
            row(
                    Kind.REGISTRY_UNREACHABLE,
                    "dial tcp|no such host|connection refused|no route to host|network is unreachable"
                            + "|tls handshake timeout|temporary failure in name resolution"),
            row(Kind.CONNECTION_BROKEN, "connection reset by peer|unexpected eof|broken pipe|: eof$|i/o timeout"),
            row(Kind.DEADLINE, "context deadline exceeded|context canceled"),
            row(Kind.NOT_FOUND, ": not found$"));

    private static final Pattern GRPC = Pattern.compile("rpc error: code = (\\w+) desc = ");

    /// What comes before the reason: the status, or the field of the log line that it is quoted in.
    private static final Pattern HEAD = Pattern.compile(GRPC + "|\\b(?:msg|err)=\"");

    /// containerd fetches no blob twice at a time: who comes second is told `Unavailable`, like whoever finds no
    /// runtime.
    private static final Pattern BUSY = Pattern.compile("\\bref \\S+ locked\\b");

    private static final Pattern RUNTIME_GONE = Pattern.compile(
            "dial unix|error reading from server|transport is closing|connection error: desc",
            Pattern.CASE_INSENSITIVE);
    /// What names the image and could be taken for a reason: quoted text, addresses, `[manifests TAG]`.
    private static final Pattern NAMES = Pattern.compile("\"[^\"]*\"|https?://[^\\s\"]+|\\[[^]]*\\]");

    /// What a log line ends with behind its quoted message: `" image="reg.example/app:1"`.
    private static final Pattern LOG_FIELDS = Pattern.compile("\"(?: \\w+=\"[^\"]*\")*$");

    private static final int SHOWN = 400;

    private FailureTable() {}

    private static Row row(Kind kind, String text) {
        return new Row(kind, Pattern.compile(text));
    }

    /// @param stderr what crictl printed
    static Refused refused(int exitCode, String stderr) {
        String text = unescaped(lastLine(stderr));
        Matcher head = HEAD.matcher(text);
        String code = "";
        int start = 0;
        while (head.find()) {
            code = head.group(1) == null ? code : head.group(1);
            start = head.end();
        }
        return refused(exitCode, code, withoutFields(text.substring(start)).strip());
    }

    /// @param code gRPC's name for the kind of error, as crictl spells it; empty when there was none
    /// @param message of the status
    static Refused refused(int exitCode, String code, String message) {
        return new Refused(kind(code, message), exitCode, tail(Mask.of(message)));
    }

    private static Kind kind(String code, String message) {
        if (BUSY.matcher(message).find()) {
            return Kind.BUSY;
        }
        if (code.equals("Unavailable") || RUNTIME_GONE.matcher(message).find()) {
            return Kind.RUNTIME_UNAVAILABLE;
        }
        String reason = NAMES.matcher(message).replaceAll("\"\"").toLowerCase(Locale.ROOT);
        Kind byText = ROWS.stream()
                .filter(row -> row.text.matcher(reason).find())
                .map(Row::kind)
                .findFirst()
                .orElse(Kind.OTHER);
        return switch (code) {
            case "NotFound" -> byText == Kind.NO_PLATFORM ? byText : Kind.NOT_FOUND;
            case "DeadlineExceeded", "Canceled" -> byText == Kind.OTHER ? Kind.DEADLINE : byText;
            case "Unauthenticated" -> byText == Kind.OTHER ? Kind.UNAUTHORIZED : byText;
            case "PermissionDenied" -> byText == Kind.OTHER ? Kind.FORBIDDEN : byText;
            default -> byText;
        };
    }

    /// Log lines quote their message and escape its quotes and line breaks.
    private static String unescaped(String line) {
        return line.replace("\\\"", "\"").replace("\\n", " ");
    }

    private static String withoutFields(String message) {
        boolean quoteOpenedBefore = message.chars().filter(c -> c == '"').count() % 2 == 1;
        return quoteOpenedBefore ? LOG_FIELDS.matcher(message).replaceFirst("") : message;
    }

    /// The last line that has a gRPC status, else the last one with anything in it.
    private static String lastLine(String stderr) {
        List<String> lines = stderr.lines().filter(l -> !l.isBlank()).toList();
        return lines.reversed().stream()
                .filter(line -> GRPC.matcher(line).find())
                .findFirst()
                .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast());
    }

    /// The head repeats the reference and differs between releases; the tail says why.
    private static String tail(String text) {
        return Texts.shown(text.length() <= SHOWN ? text : "..." + text.substring(text.length() - SHOWN), SHOWN + 100);
    }
}
