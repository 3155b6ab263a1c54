package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Directives that change whether or how OpenSSH would trust, reach or log in to a host, and that cannot be honoured
/// here. What does not matter to running one command (forwardings, ControlMaster, LogLevel, SendEnv) is not among them.
final class UnhonouredDirectives {
    private record Rule(String directive, Set<String> harmless, String why) {}

    private static final List<Rule> RULES = List.of(
            new Rule("KnownHostsCommand", Set.of("none"), "only known_hosts files are read"),
            new Rule("RevokedHostKeys", Set.of("none"), "mark revoked keys with @revoked in known_hosts"),
            new Rule("PKCS11Provider", Set.of("none"), "put the token's keys into an agent"),
            new Rule("SecurityKeyProvider", Set.of("internal"), "put the key into an agent"),
            new Rule("VerifyHostKeyDNS", Set.of("no", "false", "ask"), "host keys are not looked up in DNS"),
            new Rule("ProxyUseFdpass", Set.of("no", "false"), "file descriptors cannot be passed"),
            new Rule("RemoteCommand", Set.of("none"), "a command of our own is to run"),
            new Rule("SessionType", Set.of("default"), "a command is to run"),
            new Rule("BindInterface", Set.of("none"), "use BindAddress"),
            new Rule("NoHostAuthenticationForLocalhost", Set.of("no", "false"), "host keys are always checked"),
            new Rule(
                    "PubkeyAuthentication",
                    Set.of("yes", "true", "unbound", "host-bound"),
                    "only public keys are used to log in"));

    private UnhonouredDirectives() {}

    static void check(Directives directives) throws SshFailed {
        for (Rule rule : RULES) {
            String keyword = rule.directive.toLowerCase(Locale.ROOT);
            if (directives
                    .printed(keyword)
                    .filter(v -> !v.isEmpty() && !rule.harmless.contains(v))
                    .isPresent()) {
                throw unsupported(rule.directive, rule.why);
            }
        }
        if (directives
                .value("preferredauthentications")
                .filter(v -> !hasPublicKey(v))
                .isPresent()) {
            throw unsupported("PreferredAuthentications", "only public keys are used to log in");
        }
        if (directives.yes("permitlocalcommand")
                && directives.value("localcommand").isPresent()) {
            throw unsupported("LocalCommand", "nothing is run on this host");
        }
    }

    static SshFailed unsupported(String directive, String why) {
        return new SshFailed(new ConnectFailure.Unsupported(directive, why));
    }

    private static boolean hasPublicKey(String methods) {
        return Arrays.asList(methods.split(",", -1)).contains("publickey");
    }
}
