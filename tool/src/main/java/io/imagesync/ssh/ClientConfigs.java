package io.imagesync.ssh;

import java.util.List;

/// Asks the OpenSSH client what holds for a host and for every hop on the way to it.
record ClientConfigs(HostClasses client, ClientConfigParser parser) {
    private static final int MAX_HOPS = 8;

    ClientConfig of(HostQuery query) throws SshFailed, InterruptedException {
        return of(query, 0);
    }

    private ClientConfig of(HostQuery query, int depth) throws SshFailed, InterruptedException {
        Directives directives = client.directives(query);
        ClientConfig config = parser.parse(query, directives);
        if (directives.value("proxyjump").isEmpty()) {
            return config;
        }
        String jump = Tokens.expand(
                "ProxyJump",
                directives.required("proxyjump"),
                Tokens.remote(config.host(), query, config.port(), config.user()));
        return config.via(through(HostQuery.hops(jump), depth + 1));
    }

    /// The last hop as its own configuration has it, reached through those before it where there are any.
    private ClientConfig through(List<HostQuery> hops, int depth) throws SshFailed, InterruptedException {
        if (depth > MAX_HOPS) {
            throw UnhonouredDirectives.unsupported("ProxyJump", "there are more than " + MAX_HOPS + " hops");
        }
        HostQuery last = hops.getLast();
        if (hops.size() == 1) {
            return of(last, depth);
        }
        ClientConfig config = parser.parse(last, client.directives(last));
        return config.via(through(hops.subList(0, hops.size() - 1), depth + 1));
    }
}
