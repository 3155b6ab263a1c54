package io.imagesync.ssh;

import java.util.Comparator;
import java.util.Set;

/// Sorts host key algorithms: those whose keys can be checked come first, else the order stays.
///
/// @param types of the keys on record for the host, as key blobs name them
/// @param authority whether a certificate authority is on record for it
record KnownKeyTypes(Set<String> types, boolean authority) implements Comparator<String> {
    private static final String CERTIFICATE = "-cert-v01@openssh.com";

    @Override
    public int compare(String one, String other) {
        return Boolean.compare(isKnown(other), isKnown(one));
    }

    private boolean isKnown(String algorithm) {
        boolean certificate = algorithm.endsWith(CERTIFICATE);
        String plain = certificate ? algorithm.substring(0, algorithm.length() - CERTIFICATE.length()) : algorithm;
        return (certificate && authority) || types.contains(plain.startsWith("rsa-sha2-") ? "ssh-rsa" : plain);
    }
}
