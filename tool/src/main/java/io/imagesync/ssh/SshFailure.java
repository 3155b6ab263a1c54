package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    private static final String PROXY = "debug1: Executing proxy command: .*";
    private static final String JUMP =
            "debug1: Executing proxy command: exec \\S+ .*?(?:-J (\\S+) .*)?-W '?\\[(.*)\\]:(\\d+)'? (\\S+)";
    private static final String CONNECT = "ssh: connect to host (\\S+) port (\\d+): ";
    private static final String TIMED_OUT = "(?:.*: )?Connection to \\S+ port \\d+:? (?:Connection )?timed out"
            + "|Connection timed out during banner exchange";
    private static final String OUT_OF_PROTOCOL = "Protocol major versions differ: .*"
            + "|.*(?:invalid format|invalid characters|Bad packet length|Bad remote protocol version"
            + "|message authentication code|Corrupted MAC|padding error).*";
    private static final String ENDED_BY_SERVER = "(?:kex_exchange|ssh_exchange|ssh_dispatch_run|client_loop"
            + "|banner exchange|Connection (?:closed|reset) by).*";
    private static final String LOST = "Timeout, server .*|Connection to \\S+ closed by remote host\\."
            + "|client_loop: .*|.*Connection (?:reset|closed) by .*|.*Broken pipe.*";
    /// Reasons of RFC 4253, section 11.1, that pass: connection lost, by application, too many connections.
    private static final Set<String> PASSING = Set.of("10", "11", "12");
    private static final int SHOWN = 400;

    /// Why the connection did not come about in time.
    ConnectFailure timedOut() {
        return new ConnectFailure.TimedOut(
                culprit().map(hop -> "the jump host " + hop).orElseGet(this::address), limit);
    }

    /// Why it did not come about, or ended.
    ConnectFailure of() {
        if (strangers.isLoop()) {
            return broken(host, "ProxyJump leads over more than " + SshLog.MAX_HOPS + " hops (a loop?)", false);
        }
        if (log.keyChanged()) {
            return new ConnectFailure.HostKeyChanged(host, fingerprint(), removal());
        }
        if (begun || log.hops() > 0) {
            return ended();
        }
        return unknownKey()
                .or(this::authentication)
                .or(this::way)
                .or(this::proxy)
                .or(this::server)
                .orElseGet(this::unknown);
    }

    private Optional<ConnectFailure> row(String regex, Function<MatchResult, ConnectFailure> failure) {
        return log.find(regex).map(failure);
    }

    /// After the host had let us in.
    private ConnectFailure ended() {
        return row(LOST, m -> new ConnectFailure.ConnectionLost(shown(m.group())))
                .or(() -> row(
                                "channel \\d+: open failed: .*",
                                _ -> broken(
                                        host, "the server lets us log in but runs no command (MaxSessions 0?)", false))
                        .filter(_ -> !begun))
                .orElseGet(() -> new ConnectFailure.ConnectionLost("ssh ended"));
    }

    private Optional<ConnectFailure> unknownKey() {
        return row(
                        "(?:error: )?(Certificate (?:invalid|lacks|is not).*)",
                        m -> new ConnectFailure.HostCertificateInvalid(host, shown(m.group(1))))
                .or(() -> Optional.of(new ConnectFailure.HostKeyUnknown(host, fingerprint(), acceptance())))
                .filter(_ -> log.has("Host key verification failed."));
    }

    private String fingerprint() {
        return log.hostKey().orElse("no fingerprint was told");
    }

    /// The command that connects and records the host's key once a human has agreed.
    private String acceptance() {
        List<String> command = new ArrayList<>(List.of("ssh", "-o", "StrictHostKeyChecking=accept-new"));
        command.addAll(words);
        command.addAll(List.of(host, "true"));
        return ShellQuote.words(command);
    }

    /// The command that takes the line on record out, or shows the one that revokes.
    private String removal() {
        String name = log.part("(?:Host key for|The \\S+ host key for|debug1: using hostkeyalias:) (\\S+)"
                        + "(?: has changed and you have requested strict checking\\.| is marked as revoked\\.)?")
                .or(() -> log.find(CONNECTING)
                        .map(m -> m.group(2).equals("22") ? m.group(1) : "[" + m.group(1) + "]:" + m.group(2)))
                .orElse(host);
        return ShellQuote.words(log.part("Offending (?:\\S+ )?key (?:for IP )?in (.*):\\d+")
                .map(file -> List.of("ssh-keygen", "-R", name, "-f", file))
                .orElse(List.of("ssh-keygen", "-F", name)));
    }

    private Optional<ConnectFailure> authentication() {
        String user = shown(log.part("debug1: Authenticating to \\S+ as '(.*)'").orElse("?"));
        return log.part(".*@\\S+: Permission denied \\((.*)\\)\\.")
                .map("the server takes "::concat)
                .or(() -> log.part("Received disconnect from \\S+ port \\d+:2: (.*)")
                        .map("the server said: "::concat))
                .map(why -> log.has(" with partial success.")
                        ? new ConnectFailure.SecondFactorWanted(user, host, shown(why))
                        : new ConnectFailure.AuthenticationFailed(user, host, shown(keys() + "; " + why)));
    }

    private String keys() {
        String offered = log.all("debug1: Offering public key: (.*) \\S+ SHA256:\\S+(.*)")
                .map(m -> (m.group(2).contains("agent") ? "agent: " : "") + m.group(1))
                .collect(Collectors.joining(", "));
        Stream<String> locked = log.all("debug1: Server accepts key: (.*) \\S+ SHA256:\\S+.*")
                .map(m -> m.group(1)
                        + " is taken but could not be used (a passphrase and no agent, or an agent that refuses?)");
        Stream<String> open =
                log.all("Permissions \\d+ for '(.*)' are too open\\.").map(m -> "chmod 600 " + m.group(1));
        Stream<String> missing = strangers
                .all("Warning: Identity file (.*) not accessible: .*")
                .map(m -> m.group(1) + " cannot be read");
        Stream<String> other = log.all("Load key .*|sign_and_send_pubkey: .*|get_agent_identities: .*")
                .map(MatchResult::group);
        String first = offered.isEmpty() ? "no usable key" : "offered " + offered;
        return Stream.of(Stream.of(first), locked, open, missing, other)
                .flatMap(notes -> notes)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /// The name, the network, and the algorithms.
    private Optional<ConnectFailure> way() {
        return row(
                        "ssh: Could not resolve hostname (\\S+): .*",
                        m -> new ConnectFailure.NameNotResolved(shown(m.group(1))))
                .or(() -> row(CONNECT + "Connection refused", m -> new ConnectFailure.Refused(at(m))))
                .or(() -> row(CONNECT + "\\S+ timed out", m -> new ConnectFailure.TimedOut(at(m), limit)))
                .or(() -> row(CONNECT + "(.*)", m -> new ConnectFailure.Unreachable(at(m), shown(m.group(3)))))
                .or(() -> row(
                        "Unable to negotiate with (\\S+) port (\\d+): no matching (.*) found\\. Their offer: (.*)",
                        m -> broken(
                                at(m), "no common algorithm for " + m.group(3) + ", it offers " + m.group(4), false)));
    }

    /// What is before the host: jump hosts, or a ProxyCommand.
    private Optional<ConnectFailure> proxy() {
        if (log.find(PROXY).isEmpty() || log.find(TIMED_OUT).isPresent()) {
            return Optional.empty();
        }
        SshLog hop = strangers.ofLastHop();
        return culprit()
                .map(name -> new SshFailure(name, List.of(), limit, false, hop, new SshLog(List.of())).of())
                .or(() -> row(
                        JUMP,
                        m -> new ConnectFailure.Unreachable(
                                shown(m.group(2) + ":" + m.group(3)),
                                shown("the jump host " + m.group(4) + " cannot, or may not, connect to it"
                                        + refusal()))))
                .or(() -> Optional.of(new ConnectFailure.Unreachable(host, shown("its ProxyCommand " + lastWords()))));
    }

    /// The jump host that did not let us in, if there is one.
    private Optional<String> culprit() {
        return log.find(JUMP)
                .map(m -> m.group(1) == null ? m.group(4) : m.group(1) + "," + m.group(4))
                .map(hops -> List.of(hops.split(",", -1)))
                .filter(hops -> strangers.hops() < hops.size())
                .map(hops -> shown(hops.get(strangers.hops())));
    }

    private String refusal() {
        return strangers
                .part("channel \\d+: open failed: (.*)")
                .map(": "::concat)
                .orElse("");
    }

    private String lastWords() {
        String said = strangers.complaints().collect(Collectors.joining("; "));
        return said.isEmpty() ? "ended without a word" : "said: " + said;
    }

    /// What the server says or does before it lets anybody in.
    private Optional<ConnectFailure> server() {
        String said = log.part("debug1: (?:kex|ssh)_exchange_identification: (?:banner line \\d+: )?(.*)")
                .map("; it said: "::concat)
                .orElse("");
        return row(TIMED_OUT, _ -> timedOut())
                .or(() -> row(OUT_OF_PROTOCOL, _ -> broken(address(), complaints(), false)))
                .or(() -> row(
                        "Received disconnect from \\S+ port \\d+:(\\d+): ?(.*)",
                        m -> broken(address(), "the server said: " + m.group(2), PASSING.contains(m.group(1)))))
                .or(() -> row(
                        ENDED_BY_SERVER,
                        _ -> broken(
                                address(),
                                "the server ended the connection; is it busy (MaxStartups) or no SSH server?" + said,
                                true)));
    }

    /// `ssh` does not get as far as connecting when something is wrong with its configuration.
    private ConnectFailure unknown() {
        String remedy = "correct it until ssh -G " + host + " prints it without an error";
        return row(PROXY + "|" + CONNECTING, _ -> broken(address(), complaints(), false))
                .or(() -> row(".*mux_client.*", _ -> new ConnectFailure.ConnectionLost(complaints())))
                .orElseGet(() -> new ConnectFailure.ClientConfigUnreadable(complaints(), remedy));
    }

    private String complaints() {
        String all = Stream.concat(log.complaints(), strangers.complaints()).collect(Collectors.joining("; "));
        return all.isEmpty() ? "ssh ended without a word" : shown(all);
    }

    private String address() {
        return log.find(CONNECTING).map(SshFailure::at).orElse(host);
    }

    private static ConnectFailure broken(String address, String detail, boolean passing) {
        return new ConnectFailure.ProtocolError(address, shown(detail), passing);
    }

    private static String at(MatchResult m) {
        return shown(m.group(1) + ":" + m.group(2));
    }

    private static String shown(String text) {
        return Texts.shown(text, SHOWN);
    }
}
