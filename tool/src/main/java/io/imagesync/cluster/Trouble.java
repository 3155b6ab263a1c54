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
            "the Kubernetes API does not know who asks, or the login is over",
            "mend the user in the kubeconfig, or log in again; try: %1$s"),
    FORBIDDEN(
            server("forbidden"),
            "the Kubernetes API does not let this user %2$s",
            "apply the ClusterRole in docs/kubernetes.md"),
    EXPIRED(
            server("expired|gone") + "|^error from server: .*status code 410\\b",
            "a list of the Kubernetes API changed faster than it could be read",
            "try again later"),
    BAD_SELECTOR(
            server("badrequest"),
            "the Kubernetes API does not take the label selector",
            "mend NODE_SELECTOR; try: %1$s"),
    NOT_FOUND(
            server("notfound"),
            "the Kubernetes API has no such list: this is another server, or one of another time",
            "mend `server` in the kubeconfig; try: %1$s"),
    BUSY(
            server("toomanyrequests|serviceunavailable|servertimeout") + "|apiserver not ready",
            "the Kubernetes API is too busy, or is starting",
            "try again later; try: %1$s"),
    SERVER_SLOW(server("timeout"), "the Kubernetes API was too slow", "see how it does, and try again: %1$s"),
    SERVER("^error from server", "the Kubernetes API answered with an error", "look what this says: %1$s"),
    NO_CONTEXT(
            "context \\S+ does not exist|context was not found|no context exists",
            "the kubeconfig has no such context",
            "mend KUBE_CONTEXT; this lists them: kubectl config get-contexts"),
    NO_CONFIGURATION(
            "localhost:8080 was refused|\\[::1]:8080|no configuration has been provided"
                    + "|missing or incomplete configuration",
            "kubectl has no kubeconfig, or one without a current context",
            "set KUBECONFIG_FILE, and KUBE_CONTEXT where it needs one; KUBECONFIG of the environment does not count"),
    BAD_CONFIGURATION(
            "error loading config file|^error: (?:stat|open|read) |error in configuration|invalid configuration"
                    + "|unable to (?:read|load) |^error: .*\\b(?:pem|yaml|certificate|key)\\b",
            "the kubeconfig, or a file that it names, cannot be read",
            "mend it, or KUBECONFIG_FILE; try: %1$s"),
    NO_PLUGIN(
            "exec: executable \\S+ not found|executable file not found|fork/exec .*no such file"
                    + "|auth plugin has been removed|no auth provider found",
            "the plugin by which the kubeconfig logs in is not found",
            "install it on " + Session.PATH + ", or write its whole path in the kubeconfig"),
    PLUGIN(
            "getting credentials|exec plugin|exec: |token source|refresh token",
            "the plugin by which the kubeconfig logs in failed",
            "it has no terminal, and of the environment no more than PATH and HOME; log in by hand, then try: %1$s"),
    UNKNOWN_HOST(
            "no such host|server misbehaving|lookup \\S+.*(?:timeout|failure|refused)",
            "the name of the Kubernetes API's server is not known here",
            "mend `server` in the kubeconfig, or this host's DNS"),
    CERTIFICATE_TIME(
            "certificate has expired or is not yet valid",
            "a certificate of the Kubernetes API has expired, or is not valid yet",
            "renew it, or set this host's clock; try: %1$s"),
    CERTIFICATE(
            "x509:|tls: failed to verify|remote error: tls",
            "the certificate of the Kubernetes API is not trusted, or it does not trust ours",
            "mend `server`, `certificate-authority-data` and the user in the kubeconfig; try: %1$s"),
    OTHER_SERVER(
            "first record does not look like|http response to https client|malformed http",
            "what listens where the Kubernetes API should is something else",
            "mend `server` in the kubeconfig; try: %1$s"),
    SLOW(
            "client\\.timeout|(?:i/o|handshake) timeout|timed out|deadline exceeded|request canceled",
            "the Kubernetes API gave no answer in time",
            "see how it does, and whether a firewall lets this host in; try: %1$s"),
    UNREACHABLE(
            "was refused|connection refused|no route to host|network is unreachable",
            "nothing listens where the Kubernetes API should, or there is no way to it",
            "start it, or mend `server` in the kubeconfig; try: %1$s"),
    BROKEN_OFF(
            "connection reset|broken pipe|\\beof$|stream error|goaway|connection lost",
            "the connection to the Kubernetes API broke off",
            "see how it does, and try again: %1$s"),
    /// By its end instead of a text.
    NOT_RUN(never(), "kubectl cannot be run", "mend or install it, or name another by KUBECTL; try: %1$s"),
    OTHER(never(), "kubectl failed", "look what this says: %1$s"),
    /// By what is on stdout.
    UNFIT(never(), "the answer to \"%3$s\" cannot be used", "look what this says: %1$s"),
    ENDED(never(), "asking Kubernetes was ended", "ask again");

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
