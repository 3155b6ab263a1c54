package io.imagesync.relay;

import io.imagesync.model.Descriptor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Digests as the OCI image specification has them: `sha256:` and hexadecimal digits.
final class Digests {
    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Whether what went through is what the descriptor says.
    static boolean fits(MessageDigest through, Descriptor descriptor) {
        return descriptor.digest().equals("sha256:" + HexFormat.of().formatHex(through.digest()));
    }
}
