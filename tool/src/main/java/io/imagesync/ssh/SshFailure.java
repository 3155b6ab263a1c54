package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.ShellQuote;
import io.imagesync.model.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The words of `ssh` (OpenSSH 8.0 to 10) as failures. What no row knows is shown as `ssh` said it.
///
/// @param host as `ssh` was given it
/// @param words before the host on the command line of a human
/// @param limit for connecting
/// @param begun whether the command ran
/// @param log of the `ssh`
/// @param strangers what came before the command on stderr: of the `ssh` of jump hosts, of a ProxyCommand, and of an
///     `ssh` that has no log yet
record SshFailure(String host, List<String> words, Duration limit, boolean begun, SshLog log, SshLog strangers) {
    private static final String CONNECTING = "debug1: Connecting to (\\S+) (?:\\[\\S*\\] )?port (\\d+)\\.";
    private static final String CONNECT = "ssh: connect to host (\\S+) port (\\d+): ";
    private static final String DISCONNECT = "Received disconnect from \\S+ port \\d+:";
    private static final String BUSY =
            "the server closed the connection; is it busy (MaxStartups), or not an SSH server?";
    private static final String NOT_OPENED = "channel \\d+: open failed: (.*)";
    private static final String LOST = "(Timeout, server .*|Connection to \\S+ closed by remote host\\."
            + "|client_loop: .*|.*Connection (?:reset|closed) by .*|.*Broken pipe.*)";
    private static final int SHOWN = 400;

    /// What a line means where nobody has let us in.
    private record Row(String line, BiFunction<SshFailure, MatchResult, ConnectFailure> failure) {}

    /// The first row that has its line in the log tells the failure.
    private static final List<Row> ROWS = List.of(
            new Row(".*Host key verification failed\\..*", (f, _) -> f.unknownKey()),
            new Row(".*@\\S+: Permission denied \\((.*)\\)\\.", (f, m) -> f.denied("the server accepts " + m.group(1))),
            new Row(DISCONNECT + "2: (.*)", (f, m) -> f.denied("the server said: " + m.group(1))),
            new Row(
                    "ssh: Could not resolve hostname (\\S+): .*",
                    (_, m) -> new ConnectFailure.NameNotResolved(shown(m.group(1)))),
            new Row(CONNECT + "Connection refused", (_, m) -> new ConnectFailure.Refused(at(m))),
            new Row(
                    CONNECT + "\\S+ timed out|(?:.*: )?Connection to \\S+ port \\d+:? (?:Connection )?timed out"
                            + "|Connection timed out during banner exchange",
                    (f, _) -> f.timedOut()),
            new Row(CONNECT + "(.*)", (_, m) -> new ConnectFailure.Unreachable(at(m), shown(m.group(3)))),
            new Row(
                    "Unable to negotiate with .*: no matching (.*) found\\. Their offer: (.*)",
                    (f, m) -> f.broken("no common algorithm for " + m.group(1) + ", it offers " + m.group(2), false)),
            new Row("debug1: Executing proxy command: .*", (f, _) -> f.proxy()),
            new Row(
                    "Protocol major versions differ: .*|.*(?:invalid format|invalid characters|Bad packet length"
                            + "|Bad remote protocol version|message authentication code|Corrupted MAC|padding error).*",
                    (f, _) -> f.broken(f.complaints(), false)),
            // Reasons of RFC 4253, section 11.1, that pass: connection lost, by application, too many connections.
            new Row(DISCONNECT + "1[012]: ?(.*)", (f, m) -> f.broken("the server said: " + m.group(1), true)),
            new Row(DISCONNECT + "\\d+: ?(.*)", (f, m) -> f.broken("the server said: " + m.group(1), false)),
            new Row(
                    "(?:kex_exchange|ssh_exchange|ssh_dispatch_run|client_loop|banner exchange"
                            + "|Connection (?:closed|reset) by).*",
                    (f, _) -> f.broken(BUSY + f.greeting(), true)),
            new Row(CONNECTING, (f, _) -> f.broken(f.complaints(), false)),
            new Row(".*mux_client.*", (f, _) -> new ConnectFailure.ConnectionLost(f.complaints())));

    /// Carries a failure up to the door of this package, where it becomes a value.
    static final class Thrown extends Exception {
        private final transient ConnectFailure why;

        Thrown(ConnectFailure why) {
            super(why.what(), null, false, false);
            this.why = why;
        }

        ConnectFailure why() {
            return why;
        }
    }

    /// Why the connection did not come about in time.
    ConnectFailure timedOut() {
        return new ConnectFailure.TimedOut(
                culprit().map(hop -> "the jump host " + hop.name()).orElseGet(this::address), limit);
    }

    /// Why a log that is not whole cannot tell whether the host's key is right.
    ConnectFailure tooMuch() {
        return broken("the server sends too much text before the login", false);
    }

    /// Why it did not come about, or ended. `ssh` does not get as far as a row when its configuration is wrong.
    ConnectFailure of() {
        if (strangers.isLoop()) {
            return broken("ProxyJump uses more than " + SshLog.MAX_HOPS + " hops (a loop?)", false);
        }
        if (log.keyChanged()) {
            Optional<String> offending = log.part("Offending (?:\\S+ )?key (?:for IP )?in (.*):\\d+");
            return new ConnectFailure.HostKeyChanged(
                    host, fingerprint(), removal(offending), offending.isEmpty() ? "" : acceptance());
        }
        if (begun || log.hops() > 0) {
            return ended();
        }
        return ROWS.stream()
                .flatMap(row -> log.find(row.line).map(line -> row.failure.apply(this, line)).stream())
                .findFirst()
                .orElseGet(() -> new ConnectFailure.ClientConfigUnreadable(
                        complaints(),
                        "correct the OpenSSH client configuration until ssh -G " + host + " prints no error"));
    }

    /// After the host had let us in.
    private ConnectFailure ended() {
        Optional<String> lost = log.part(LOST);
        return lost.isEmpty() && !begun && log.has(NOT_OPENED)
                ? broken("the login works, but the server runs no command (MaxSessions 0?)", false)
                : new ConnectFailure.ConnectionLost(shown(lost.orElse("ssh ended")));
    }

    private ConnectFailure unknownKey() {
        return log.part("(?:error: )?(Certificate (?:invalid|lacks|is not).*)")
                .<ConnectFailure>map(why -> new ConnectFailure.HostCertificateInvalid(host, shown(why)))
                .orElseGet(() -> new ConnectFailure.HostKeyUnknown(host, fingerprint(), acceptance()));
    }

    private String fingerprint() {
        return log.hostKey().orElse("no fingerprint was shown");
    }

    /// The command that connects and records the host's key once a human has agreed.
    private String acceptance() {
        List<String> ssh = List.of("ssh", "-o", "StrictHostKeyChecking=accept-new");
        return ShellQuote.words(Stream.of(ssh, words, List.of(host, "true"))
                .flatMap(List::stream)
                .toList());
    }

    /// The command that takes the line on record out, or shows the one that revokes.
    private String removal(Optional<String> file) {
        String name = log.part("(?:Host key for|The \\S+ host key for|debug1: using hostkeyalias:) (\\S+)"
                        + "(?: has changed and you have requested strict checking\\.| is marked as revoked\\.)?")
                .or(() -> log.find(CONNECTING)
                        .map(m -> m.group(2).equals("22") ? m.group(1) : "[" + m.group(1) + "]:" + m.group(2)))
                .orElse(host);
        return ShellQuote.words(file.map(known -> List.of("ssh-keygen", "-R", name, "-f", known))
                .orElse(List.of("ssh-keygen", "-F", name)));
    }

    private ConnectFailure denied(String why) {
        String user = shown(log.part("debug1: Authenticating to \\S+ as '(.*)'").orElse("?"));
        return log.has(".* with partial success\\..*")
                ? new ConnectFailure.SecondFactorWanted(user, host, shown(why))
                : new ConnectFailure.AuthenticationFailed(user, host, shown(keys() + "; " + why));
    }

    private String keys() {
        String key = "(.*) \\S+ SHA256:\\S+";
        String offered = log.all("debug1: Offering public key: " + key + "(.*)")
                .map(m -> (m.group(2).contains("agent") ? "agent: " : "") + m.group(1))
                .collect(Collectors.joining(", "));
        return Stream.of(
                        Stream.of(offered.isEmpty() ? "no usable key" : "offered " + offered),
                        log.each(
                                "debug1: Server accepts key: " + key + ".*",
                                "$1 is accepted but could not be used (a passphrase and no agent, or an agent that"
                                        + " refuses?)"),
                        log.each("Permissions \\d+ for '(.*)' are too open\\.", "chmod 600 $1"),
                        strangers.each("Warning: Identity file (.*) not accessible: .*", "$1 cannot be read"),
                        log.each("Load key .*|sign_and_send_pubkey: .*|get_agent_identities: .*", "$0"))
                .flatMap(notes -> notes)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /// What is before the host: jump hosts, or a ProxyCommand.
    private ConnectFailure proxy() {
        Optional<JumpHost> culprit = culprit();
        if (culprit.isPresent()) {
            JumpHost hop = culprit.get();
            return new SshFailure(hop.name(), hop.words(words), limit, false, strangers.ofLastHop(), SshLog.EMPTY).of();
        }
        String refusal = strangers.part(NOT_OPENED).map(": "::concat).orElse("");
        String said = strangers.complaints().collect(Collectors.joining("; "));
        return log.find(JumpHost.LINE)
                .map(m -> new ConnectFailure.Unreachable(
                        shown(m.group("to") + ":" + m.group("at")),
                        shown("the jump host " + m.group("host") + " cannot connect to it, or may not" + refusal)))
                .orElse(new ConnectFailure.Unreachable(
                        host,
                        shown("its ProxyCommand " + (said.isEmpty() ? "ended without a message" : "said: " + said))));
    }

    /// The jump host that did not let us in, if there is one.
    private Optional<JumpHost> culprit() {
        return log.find(JumpHost.LINE).flatMap(line -> JumpHost.after(strangers.hops(), line));
    }

    private String greeting() {
        return log.part("debug1: (?:kex|ssh)_exchange_identification: (?:banner line \\d+: )?(.*)")
                .map("; it said: "::concat)
                .orElse("");
    }

    private String complaints() {
        String all = Stream.concat(log.complaints(), strangers.complaints()).collect(Collectors.joining("; "));
        return all.isEmpty() ? "ssh ended without a message" : shown(all);
    }

    private String address() {
        return log.find(CONNECTING).map(SshFailure::at).orElse(host);
    }

    private ConnectFailure broken(String detail, boolean retryable) {
        return new ConnectFailure.ProtocolError(address(), shown(detail), retryable);
    }

    private static String at(MatchResult m) {
        return shown(m.group(1) + ":" + m.group(2));
    }

    static String shown(String text) {
        return Texts.printable(text, SHOWN);
    }
}
