package io.imagesync.ssh;

import java.util.List;
import java.util.Locale;

/// What a host is called in known_hosts files.
///
/// @param exact with the port where it is not 22, or the HostKeyAlias
/// @param others names that do just as well when the key is on record for them: the host without its port
record HostNames(String exact, List<String> others) {
    static HostNames of(ClientConfig config) {
        if (config.hostKeys().alias().isPresent()) {
            return new HostNames(config.hostKeys().alias().get(), List.of());
        }
        String host = config.host().toLowerCase(Locale.ROOT);
        return config.port() == 22
                ? new HostNames(host, List.of())
                : new HostNames("[" + host + "]:" + config.port(), List.of(host));
    }

    boolean match(KnownHost line) {
        return isExact(line) || others.stream().anyMatch(n -> HostPatterns.match(line.hosts(), n));
    }

    boolean isExact(KnownHost line) {
        return HostPatterns.match(line.hosts(), exact);
    }
}
