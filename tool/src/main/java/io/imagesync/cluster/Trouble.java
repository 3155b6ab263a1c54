package io.imagesync.cluster;

import io.imagesync.files.Session;
import io.imagesync.model.Texts;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Why there is no answer. The texts were collected from `kubectl` 1.20 to 1.32; the first that fits counts, so what
/// the API server says comes before what went wrong on the way to it, and an exact cause before a symptom.
enum Trouble {
    UNAUTHORIZED(
            server("unauthorized") + "|^error: you must be logged in",
            "the Kubernetes API does not accept the login; it is wrong or has expired",
            "correct the user in the kubeconfig, or log in again; then try: %1$s"),
    FORBIDDEN(
            server("forbidden"),
            "the Kubernetes API does not allow this user to %2$s",
            "apply the ClusterRole in docs/kubernetes.md"),
    EXPIRED(
            server("expired|gone") + "|^error from server: .*status code 410\\b",
            "a list of the Kubernetes API changed faster than it could be read",
            "try again later"),
    BAD_SELECTOR(
            server("badrequest"),
            "the Kubernetes API does not accept the label selector",
            "correct NODE_SELECTOR; then try: %1$s"),
    NOT_FOUND(
            server("notfound"),
            "the Kubernetes API does not have this list: another server, or an unsupported version",
            "correct `server` in the kubeconfig; then try: %1$s"),
    BUSY(
            server("toomanyrequests|serviceunavailable|servertimeout") + "|apiserver not ready",
            "the Kubernetes API is too busy, or is starting",
            "try again later: %1$s"),
    SERVER_SLOW(server("timeout"), "the Kubernetes API was too slow", "check its load, then try again: %1$s"),
    SERVER("^error from server", "the Kubernetes API answered with an error", "to see the error, run: %1$s"),
    NO_CONTEXT(
            "context \\S+ does not exist|context was not found|no context exists",
            "the kubeconfig has no such context",
            "correct KUBE_CONTEXT; kubectl config get-contexts lists the contexts"),
    NO_CONFIGURATION(
            "localhost:8080 was refused|\\[::1]:8080|no configuration has been provided"
                    + "|missing or incomplete configuration",
            "kubectl has no kubeconfig, or one without a current context",
            "set KUBECONFIG_FILE, and KUBE_CONTEXT if needed; KUBECONFIG from the environment is ignored"),
    BAD_CONFIGURATION(
            "error loading config file|^error: (?:stat|open|read) |error in configuration|invalid configuration"
                    + "|unable to (?:read|load) |^error: .*\\b(?:pem|yaml|certificate|key)\\b",
            "the kubeconfig, or a file that it names, cannot be read",
            "correct it, or KUBECONFIG_FILE; then try: %1$s"),
    NO_PLUGIN(
            "exec: executable \\S+ not found|executable file not found|fork/exec .*no such file"
                    + "|auth plugin has been removed|no auth provider found",
            "the login plugin of the kubeconfig is not found",
            "install it on " + Session.PATH + ", or write its full path in the kubeconfig"),
    PLUGIN(
            "getting credentials|exec plugin|exec: |token source|refresh token",
            "the login plugin of the kubeconfig failed",
            "the plugin has no terminal, and only PATH and HOME in its environment; log in by hand, then try: %1$s"),
    UNKNOWN_HOST(
            "no such host|server misbehaving|lookup \\S+.*(?:timeout|failure|refused)",
            "the name of the Kubernetes API server does not resolve on this host",
            "correct `server` in the kubeconfig, or the DNS of this host"),
    CERTIFICATE_TIME(
            "certificate has expired or is not yet valid",
            "a certificate of the Kubernetes API has expired, or is not valid yet",
            "renew it, or set the clock of this host; then try: %1$s"),
    CERTIFICATE(
            "x509:|tls: failed to verify|remote error: tls",
            "the certificate of the Kubernetes API is not trusted, or the API does not trust the client's",
            "correct `server`, `certificate-authority-data` and the user in the kubeconfig; then try: %1$s"),
    OTHER_SERVER(
            "first record does not look like|http response to https client|malformed http",
            "another service listens at the address of the Kubernetes API",
            "correct `server` in the kubeconfig; then try: %1$s"),
    SLOW(
            "client\\.timeout|(?:i/o|handshake) timeout|timed out|deadline exceeded|request canceled",
            "the Kubernetes API did not answer in time",
            "check its load, and that no firewall blocks this host; then try: %1$s"),
    UNREACHABLE(
            "was refused|connection refused|no route to host|network is unreachable",
            "nothing listens at the address of the Kubernetes API, or there is no route to it",
            "start the API server, or correct `server` in the kubeconfig; then try: %1$s"),
    BROKEN_OFF(
            "connection reset|broken pipe|\\beof$|stream error|goaway|connection lost",
            "the connection to the Kubernetes API broke",
            "check its load and the network, then try again: %1$s"),
    /// By its end instead of a text.
    NOT_RUN(never(), "kubectl cannot be run", "install it, or name another one in KUBECTL; then try: %1$s"),
    OTHER(never(), "kubectl failed", "to see the error, run: %1$s"),
    /// By what is on stdout.
    UNFIT(never(), "the answer to \"%3$s\" cannot be used", "to see the answer, run: %1$s"),
    ENDED(never(), "the question to Kubernetes was cancelled", "run again");

    /// What `timeout` ends with when it ended the program.
    private static final int TIMED_OUT = 124;

    private static final int KILLED = 137;

    /// What `timeout` and `env` end with when a program cannot be run.
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND_BY_TIMEOUT = 127;

    private final Pattern text;
    private final String what;
    private final String remedy;

    Trouble(String text, String what, String remedy) {
        this.text = Pattern.compile(text, Pattern.MULTILINE);
        this.what = what;
        this.remedy = remedy;
    }

    private static String server(String reasons) {
        return "^error from server \\((?:" + reasons + ")\\)";
    }

    private static String never() {
        return "(?!)";
    }

    /// @param stderr what `kubectl` said
    static NotAnswered of(int exitCode, String stderr, Asked asked) {
        String said = Texts.ends(stderr).toLowerCase(Locale.ROOT);
        Trouble why = Stream.of(values())
                .filter(trouble -> trouble.text.matcher(said).find())
                .findFirst()
                .orElse(byCode(exitCode));
        if (why == BAD_SELECTOR && !asked.selector()) {
            return SERVER.with("", asked);
        }
        return why.with(why == OTHER ? " with exit code " + exitCode : "", asked);
    }

    private static Trouble byCode(int exitCode) {
        return switch (exitCode) {
            case TIMED_OUT, KILLED -> SLOW;
            case NOT_EXECUTABLE, NOT_FOUND_BY_TIMEOUT -> NOT_RUN;
            default -> OTHER;
        };
    }

    /// @param more what follows the words, our own too
    NotAnswered with(String more, Asked asked) {
        String words = what.formatted("", asked.right(), String.join(" ", asked.arguments()));
        return new NotAnswered(this, words + more, remedy.formatted(asked.byHand()));
    }
}
