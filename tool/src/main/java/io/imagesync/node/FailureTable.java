package io.imagesync.node;

import io.grpc.Status.Code;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a runtime says about a failed pull, and what it means. The texts were collected from containerd 1.6 to 2.1 and
/// CRI-O; the first row that fits counts, so those that name a cause exactly come before those that name a symptom.
final class FailureTable {
    private record Row(Kind kind, Pattern text) {}

    /// What comes before the number of an HTTP status whose phrase is another than usual.
    private static final String STATUS = "status(?: ?code)?(?: \"\")?:? ";

    private static final List<Row> ROWS = List.of(
            row(Kind.NOT_FOUND, "(?<!\\S)\\S+/\\S+: not found$"),
            row(
                    Kind.NO_PLATFORM,
                    "no match for platform|no image found in (manifest list|image index) for architecture"
                            + "|does not match the specified platform"),
            row(
                    Kind.PROXY,
                    "proxy authentication required|" + STATUS + "407|failed to do request: \\w+ \"\": forbidden$"),
            row(
                    Kind.NO_IMAGE,
                    "unexpected media type|unsupported media type|unsupported manifest media type"
                            + "|image-specific operation on artifact|mismatched image rootfs and manifest layers"
                            + "|invalid character '<' looking for"),
            row(
                    Kind.FORMAT_TOO_OLD,
                    "manifest\\.v1\\+(?:prettyjws|json)|schema ?(?:version )?1 .*no longer supported"
                            + "|is no longer supported since containerd"),
            row(
                    Kind.FORMAT_TOO_NEW,
                    "archive/tar: invalid tar header|unsupported compression|unknown compression|zstd.* not supported"),
            row(Kind.SIGNATURE, "signature was required|source image rejected|signaturevalidationfailed"),
            row(Kind.SHORT_NAME, "short-name .*did not resolve|short-name resolution|no unqualified-search registries"),
            row(
                    Kind.NODE_FILES,
                    "read-only file system|structure needs cleaning|input/output error"
                            + "|(?:xattr|l?chown|mknod|mount|mkdir|open|link|rename) .*(?:operation not permitted|permission denied)"),
            row(
                    Kind.NODE_FAULT,
                    "parent snapshot .*does not exist|content digest .*not found|target snapshot .*already exists"
                            + "|(?:snapshot|lease|ingest|blob|content) \\S* ?(?:does not exist|not found|already exists)"
                            + "|failed to get reader from content store|416 \\(?requested range|" + STATUS + "416"),
            row(
                    Kind.NOT_FOUND,
                    "manifest unknown|name unknown|repository name not known|404 \\(?not found|" + STATUS + "404"),
            row(Kind.NO_SPACE, "no space left on device|disk quota exceeded"),
            row(Kind.RATE_LIMITED, "429 \\(?too many requests|toomanyrequests|" + STATUS + "429"),
            row(Kind.LEGAL, "451 \\(?unavailable for legal|" + STATUS + "451"),
            row(
                    Kind.STORE_REFUSED,
                    "requesttimetooskewed|(?:httpreadseeker|(?:reading|fetching|copying|writing) blob).*\\b40[13]\\b"),
            row(
                    Kind.UNAUTHORIZED,
                    "401 \\(?unauthorized|(?<![\\w/.-])unauthorized:|authentication required|pull access denied"
                            + "|: unauthorized$|invalid username/password"
                            + "|insufficient_scope|authorization failed|no basic auth credentials|" + STATUS + "401"),
            row(
                    Kind.FORBIDDEN,
                    "403 \\(?forbidden|(?<![\\w/.-])denied: |: denied$|access to the resource is denied|" + STATUS
                            + "403"),
            row(Kind.CLOCK, "x509: certificate has expired or is not yet valid: current time \\S+ is before"),
            row(
                    Kind.CONNECTION_BROKEN,
                    "bad record mac|server sent goaway|stream error: stream id|http2: client connection lost"),
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
                    "unexpected commit digest|failed size validation|digest (did|does) not match|digest mismatch"
                            + "|wrong diff id"),
            row(
                    Kind.REGISTRY_UNREACHABLE,
                    "dial tcp|no such host|connection refused|no route to host|network is unreachable"
                            + "|tls handshake timeout|temporary failure in name resolution|registryunavailable"
                            + "|request canceled while waiting for connection|timeout exceeded while awaiting headers"),
            row(
                    Kind.CONNECTION_BROKEN,
                    "connection reset by peer|unexpected eof|broken pipe|: eof$|i/o timeout|connection timed out"),
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
    private static final Pattern NAMES = Pattern.compile("\"[^\"]*+\"|https?://[^\\s\"]++|\\[[^]]{0,200}+]");

    /// What a log line ends with behind its quoted message: `" image="reg.example/app:1"`.
    private static final Pattern LOG_FIELDS = Pattern.compile("\"(?: \\w+=\"[^\"]*\")*$");

    /// What ends a text of several lines: klog's bracket, or the next line of klog or logrus.
    private static final Pattern NEXT_RECORD = Pattern.compile(" >|[EWIF]\\d{4} |(?:FATA|ERRO|WARN|INFO)\\[|time=\"");

    private static final int SHOWN = 400;

    private FailureTable() {}

    private static Row row(Kind kind, String text) {
        return new Row(kind, Pattern.compile(text));
    }

    /// @param stderr what crictl printed
    static Refused refused(int exitCode, String stderr) {
        String text = Texts.ends(unescaped(lastStatus(stderr)));
        Matcher head = HEAD.matcher(text);
        Code code = Code.UNKNOWN;
        int start = 0;
        while (head.find()) {
            code = head.group(1) == null ? code : code(head.group(1));
            start = head.end();
        }
        return refused(exitCode, code, withoutFields(text.substring(start)).strip());
    }

    /// @param code [Code#UNKNOWN] when there was none
    /// @param message of the status
    static Refused refused(int exitCode, Code code, String message) {
        String cause = cause(Texts.ends(message));
        return new Refused(kind(code, cause), exitCode, tail(Mask.of(cause)));
    }

    /// As Go, and so crictl, spells it: `NotFound`.
    static String name(Code code) {
        StringBuilder name = new StringBuilder();
        for (String word : (code == Code.CANCELLED ? "CANCELED" : code.name()).split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static Code code(String name) {
        return Stream.of(Code.values())
                .filter(code -> name(code).equals(name))
                .findFirst()
                .orElse(Code.UNKNOWN);
    }

    /// CRI-O asks for an image and then once more for an artifact: what comes of that is not why it failed.
    private static String cause(String message) {
        int artifact = message.indexOf("; artifact err:");
        return (artifact < 0 ? message : message.substring(0, artifact))
                .replace("pull image err: ", "")
                .strip();
    }

    /// A pull that reached its limit. CRI-O itself waits for minutes when the rate is limited, so that its text may
    /// say what the time went to. A call of CRI has no such text: grpc-go closes the stream at the deadline, and
    /// what ends the wait in CRI-O is `context deadline exceeded`. More time for an answer would bring none.
    ///
    /// @param text what was printed, or the message of the status
    static PullFailure timedOut(String text, Duration limit) {
        Refused refused = refused(1, text);
        return refused.kind() == Kind.RATE_LIMITED ? refused : new PullFailure.TimedOut(limit);
    }

    private static Kind kind(Code code, String message) {
        if (BUSY.matcher(message).find()) {
            return Kind.BUSY;
        }
        if (code == Code.UNAVAILABLE || RUNTIME_GONE.matcher(message).find()) {
            return Kind.RUNTIME_UNAVAILABLE;
        }
        String reason = NAMES.matcher(message).replaceAll("\"\"").toLowerCase(Locale.ROOT);
        Kind byText = ROWS.stream()
                .filter(row -> row.text.matcher(reason).find())
                .map(Row::kind)
                .findFirst()
                .orElse(Kind.OTHER);
        if (byText != Kind.OTHER) {
            return byText;
        }
        return switch (code) {
            case DEADLINE_EXCEEDED, CANCELLED -> Kind.DEADLINE;
            case UNAUTHENTICATED -> Kind.UNAUTHORIZED;
            case PERMISSION_DENIED -> Kind.FORBIDDEN;
            case ALREADY_EXISTS -> Kind.NODE_FAULT;
            default -> Kind.OTHER;
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

    /// The last gRPC status, with the further lines of its text, else the last line with anything in it.
    private static String lastStatus(String stderr) {
        List<String> lines = stderr.lines().filter(l -> !l.isBlank()).toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (GRPC.matcher(lines.get(i)).find()) {
                return Stream.concat(
                                Stream.of(lines.get(i)),
                                lines.stream()
                                        .skip(i + 1)
                                        .takeWhile(line ->
                                                !NEXT_RECORD.matcher(line).lookingAt()))
                        .map(String::strip)
                        .collect(Collectors.joining(" "));
            }
        }
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    /// The head repeats the reference and differs between releases; the tail says why.
    private static String tail(String text) {
        return Texts.printable(
                text.length() <= SHOWN ? text : "..." + text.substring(text.length() - SHOWN), SHOWN + 100);
    }
}
