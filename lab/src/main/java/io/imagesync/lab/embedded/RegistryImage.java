package io.imagesync.lab.embedded;

import io.imagesync.model.Texts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// An image as a registry offers it.
///
/// @param digest of its manifest or index, `sha256:...`
/// @param ids image id by machine architecture (`x86_64`, `aarch64`): one for each platform it exists for
/// @param size bytes of compressed content
/// @param unpackedSize bytes on disk
public record RegistryImage(String digest, Map<String, String> ids, long size, long unpackedSize) {
    /// Unpacked content is about this much larger than compressed content.
    private static final double UNPACKED = 2.7;

    public RegistryImage {
        ids = Map.copyOf(ids);
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + " of " + Texts.printable(digest, 80));
        }
    }

    /// An image made up from a word: the same word gives the same digest and ids, another word others.
    ///
    /// @param size bytes of compressed content
    /// @param architectures it exists for; `x86_64` if none is given
    public static RegistryImage of(String content, long size, String... architectures) {
        Map<String, String> ids = new TreeMap<>();
        for (String architecture : architectures.length == 0 ? new String[] {"x86_64"} : architectures) {
            ids.put(architecture, sha256(content + " for " + architecture));
        }
        return new RegistryImage(sha256(content), ids, size, (long) (size * UNPACKED));
    }

    /// The digest of a text, `sha256:...`.
    public static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
