package io.imagesync.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The algorithms that OpenSSH would offer, in its order, less those that the SSH library does not have.
///
/// @param publicKeys for logging in; unabridged, since an agent may have what we have not
/// @param authorities that certificates may be signed with
record Algorithms(
        List<String> kex,
        List<String> hostKeys,
        List<String> ciphers,
        List<String> macs,
        List<String> publicKeys,
        List<String> authorities) {
    private static final String CERTIFICATE = "-cert-v01@openssh.com";
    /// Classes that need Bouncy Castle, which is not on board.
    private static final String BOUNCY_CASTLE = "com.jcraft.jsch.bc.";

    static Algorithms of(Directives directives) throws SshFailed {
        return new Algorithms(
                usable(directives, "KexAlgorithms", "kexalgorithms"),
                usable(directives, "HostKeyAlgorithms", "hostkeyalgorithms"),
                usable(directives, "Ciphers", "ciphers"),
                usable(directives, "MACs", "macs"),
                list(directives, "pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes"),
                list(directives, "casignaturealgorithms"));
    }

    private static List<String> usable(Directives directives, String directive, String keyword) throws SshFailed {
        List<String> wanted = list(directives, keyword);
        List<String> usable = wanted.stream().filter(Algorithms::isAvailable).toList();
        if (usable.isEmpty()) {
            throw UnhonouredDirectives.unsupported(directive, "none of its algorithms is available here");
        }
        return usable;
    }

    private static List<String> list(Directives directives, String... keywords) {
        Optional<String> value = Arrays.stream(keywords)
                .flatMap(k -> directives.value(k).stream())
                .findFirst();
        return value.map(v -> List.of(v.split(",", -1))).orElse(List.of());
    }

    private static boolean isAvailable(String algorithm) {
        String plain = algorithm.endsWith(CERTIFICATE)
                ? algorithm.substring(0, algorithm.length() - CERTIFICATE.length())
                : algorithm;
        return !plain.equals("none") && isOnBoard(plain) && (!plain.startsWith("sntrup761") || isOnBoard("sntrup761"));
    }

    private static boolean isOnBoard(String name) {
        String className = JSch.getConfig(name);
        return className != null && !className.startsWith(BOUNCY_CASTLE);
    }

    /// @param known which host keys the known_hosts files have: what can be checked is asked for first, as OpenSSH does
    void applyTo(Session session, KnownKeyTypes known) {
        session.setConfig("kex", String.join(",", kex));
        session.setConfig("server_host_key", hostKeys.stream().sorted(known).collect(Collectors.joining(",")));
        session.setConfig("cipher.c2s", String.join(",", ciphers));
        session.setConfig("cipher.s2c", String.join(",", ciphers));
        session.setConfig("mac.c2s", String.join(",", macs));
        session.setConfig("mac.s2c", String.join(",", macs));
        session.setConfig("PubkeyAcceptedAlgorithms", String.join(",", publicKeys));
        session.setConfig("ca_signature_algorithms", String.join(",", authorities));
        for (String check : List.of("CheckKexes", "CheckCiphers", "CheckMacs", "CheckSignatures")) {
            session.setConfig(check, "");
        }
    }
}
