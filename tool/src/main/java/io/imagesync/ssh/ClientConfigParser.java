package io.imagesync.ssh;

import io.imagesync.ssh.ClientConfig.HostKeys;
import io.imagesync.ssh.ClientConfig.HostKeys.Strictness;
import io.imagesync.ssh.ClientConfig.KeepAlive;
import io.imagesync.ssh.ClientConfig.Login;
import io.imagesync.ssh.ClientConfig.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Makes a [ClientConfig] of what `ssh -G` printed, or fails with the directive that cannot be honoured. A ProxyJump
/// is left to [ClientConfigs].
///
/// @param keepAlive where the configuration asks for none
record ClientConfigParser(LocalUser local, Map<String, String> environment, KeepAlive keepAlive) {
    private static final int DEFAULT_RSA_SIZE = 1024;

    ClientConfig parse(HostQuery query, Directives directives) throws SshFailed {
        UnhonouredDirectives.check(directives);
        String host = directives.required("hostname");
        String user = directives.required("user");
        int port = directives.number("port", 22, 1, 65535);
        Map<Character, String> remote = Tokens.remote(host, query, port, user);
        String alias = directives.value("hostkeyalias").orElse(query.host());
        Tokens tokens = new Tokens(local, environment, remote, alias);
        return new ClientConfig(
                query,
                host,
                port,
                user,
                login(directives, tokens),
                hostKeys(directives, tokens),
                Algorithms.of(directives),
                keepAlive(directives),
                route(directives, remote));
    }

    private Login login(Directives directives, Tokens tokens) throws SshFailed {
        return new Login(
                paths("IdentityFile", directives.all("identityfile"), tokens),
                paths("CertificateFile", directives.all("certificatefile"), tokens),
                directives.yes("identitiesonly"),
                agent(directives),
                directives.number("requiredrsasize", DEFAULT_RSA_SIZE, 0, 1 << 20));
    }

    private Optional<Path> agent(Directives directives) throws SshFailed {
        String value = directives.printed("identityagent").orElse("SSH_AUTH_SOCK");
        if (value.equals("none")) {
            return Optional.empty();
        }
        boolean variable = value.equals("SSH_AUTH_SOCK") || value.startsWith("$");
        String socket = variable ? environment.getOrDefault(value.replace("$", ""), "") : value;
        if (!variable && !socket.startsWith("/")) {
            throw UnhonouredDirectives.unsupported("IdentityAgent", "only an absolute name is understood");
        }
        return socket.isEmpty() ? Optional.empty() : Optional.of(Path.of(socket));
    }

    private HostKeys hostKeys(Directives directives, Tokens tokens) throws SshFailed {
        return new HostKeys(
                directives.value("hostkeyalias"),
                strictness(directives.value("stricthostkeychecking").orElse("ask")),
                files("UserKnownHostsFile", directives, tokens),
                files("GlobalKnownHostsFile", directives, tokens),
                directives.yes("hashknownhosts"));
    }

    private static Strictness strictness(String value) throws SshFailed {
        return switch (value) {
            case "yes", "true", "ask" -> Strictness.REFUSE_UNKNOWN;
            case "accept-new" -> Strictness.RECORD_UNKNOWN;
            case "no", "off", "false" -> Strictness.ACCEPT_UNKNOWN;
            default ->
                throw UnhonouredDirectives.unsupported(
                        "StrictHostKeyChecking", "it is none of yes, ask, accept-new, no, off");
        };
    }

    /// `ssh -G` prints the names of several files with blanks between them and does not quote: a name that holds a
    /// blank shows up as one that does not start at the root.
    private static List<Path> files(String directive, Directives directives, Tokens tokens) throws SshFailed {
        List<String> names = new ArrayList<>();
        for (String value : directives.all(directive.toLowerCase(Locale.ROOT))) {
            names.addAll(List.of(value.split(" +", -1)));
        }
        if (names.stream().anyMatch(n -> !n.startsWith("/") && !n.startsWith("~"))) {
            throw UnhonouredDirectives.unsupported(directive, "only absolute names without blanks are understood");
        }
        return paths(directive, names.stream().map(n -> n.replace("%", "%%")).toList(), tokens);
    }

    private static List<Path> paths(String directive, List<String> texts, Tokens tokens) throws SshFailed {
        List<Path> paths = new ArrayList<>();
        for (String text : texts) {
            paths.add(tokens.path(directive, text));
        }
        return List.copyOf(paths);
    }

    private KeepAlive keepAlive(Directives directives) throws SshFailed {
        int seconds = directives.number("serveraliveinterval", 0, 0, 1_000_000);
        return seconds == 0
                ? keepAlive
                : new KeepAlive(Duration.ofSeconds(seconds), directives.number("serveralivecountmax", 3, 1, 1_000_000));
    }

    private static Route route(Directives directives, Map<Character, String> remote) throws SshFailed {
        Optional<String> command = directives.value("proxycommand");
        if (command.isPresent()) {
            return new Route.Command(Tokens.expand("ProxyCommand", command.get(), remote));
        }
        return new Route.Direct(
                AddressFamily.of(directives.value("addressfamily").orElse("any")), directives.value("bindaddress"));
    }
}
