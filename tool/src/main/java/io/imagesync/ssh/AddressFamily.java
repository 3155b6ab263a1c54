package io.imagesync.ssh;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Which addresses of a host may be used.
enum AddressFamily {
    ANY,
    INET,
    INET6;

    static AddressFamily of(String value) throws SshFailed {
        return switch (value) {
            case "any" -> ANY;
            case "inet" -> INET;
            case "inet6" -> INET6;
            default -> throw UnhonouredDirectives.unsupported("AddressFamily", "it is none of any, inet, inet6");
        };
    }

    boolean accepts(InetAddress address) {
        return switch (this) {
            case ANY -> true;
            case INET -> address instanceof Inet4Address;
            case INET6 -> address instanceof Inet6Address;
        };
    }
}
