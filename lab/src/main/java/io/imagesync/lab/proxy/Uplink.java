package io.imagesync.lab.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// A slow way to a registry that all clients share, for the benchmarks. Answers each line of stdin with the bytes that
/// clients have got until then, and ends with it.
final class Uplink {
    private Uplink() {}

    /// @param words where to listen, where to forward to, both `ADDRESS:PORT`, and bytes a second
    public static void main(String... words) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        // Behind the first one all clients are one.
        try (RegistryProxy slow = RegistryProxy.start(new InetSocketAddress(here, 0), address(words[1]));
                RegistryProxy _ = RegistryProxy.start(address(words[0]), slow.address())) {
            Client all = slow.client(here);
            all.throttle(Long.parseLong(words[2]));
            while (lines.readLine() != null) {
                System.out.println(all.down());
            }
        }
    }

    private static InetSocketAddress address(String words) {
        int colon = words.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.ofLiteral(words.substring(0, colon)), Integer.parseInt(words.substring(colon + 1)));
    }
}
