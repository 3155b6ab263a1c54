package io.imagesync.ssh;

import io.imagesync.model.NodeName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A host as it would be named on the command line of `ssh`.
record HostQuery(String host, Optional<String> user, OptionalInt port, Optional<Path> identityFile) {
    private static final Pattern HOP = Pattern.compile(
            "(?:ssh://)?(?:(?<user>[^\\s/]+)@)?(?:\\[(?<bracketed>[^\\]\\s]+)\\]|(?<plain>[^-@:\\s/][^@:\\s/]*))(?::(?<port>[0-9]{1,5}))?/?");

    static HostQuery of(NodeName node, SshOptions options) {
        return new HostQuery(node.host(), node.user().or(options::user), options.port(), options.identityFile());
    }

    /// The hops that a ProxyJump value names, outermost first. As with OpenSSH only user and port are passed on to
    /// them.
    static List<HostQuery> hops(String proxyJump) throws SshFailed {
        List<HostQuery> hops = new ArrayList<>();
        for (String hop : proxyJump.split(",", -1)) {
            hops.add(hop(hop.strip()));
        }
        return hops;
    }

    private static HostQuery hop(String text) throws SshFailed {
        Matcher m = HOP.matcher(text);
        if (!m.matches()) {
            throw UnhonouredDirectives.unsupported("ProxyJump", "not [user@]host[:port]");
        }
        Optional<String> host = Optional.ofNullable(m.group("bracketed"));
        String port = m.group("port");
        return new HostQuery(
                host.orElseGet(() -> m.group("plain")),
                Optional.ofNullable(m.group("user")),
                port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)),
                Optional.empty());
    }

    /// The options that stand before the host.
    List<String> options() {
        List<String> options = new ArrayList<>();
        user.ifPresent(u -> options.addAll(List.of("-l", u)));
        port.ifPresent(p -> options.addAll(List.of("-p", Integer.toString(p))));
        identityFile.ifPresent(f -> options.addAll(List.of("-i", f.toString())));
        return options;
    }

    /// A command that connects in the same way and, once a human has agreed, records the host's key.
    String acceptingCommand() {
        List<String> words = new ArrayList<>(List.of("ssh", "-o", "StrictHostKeyChecking=accept-new"));
        words.addAll(options());
        words.addAll(List.of(host, "true"));
        return ShellQuote.words(words);
    }
}
