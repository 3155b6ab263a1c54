package io.imagesync.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// A SHA-256 sum, as the OCI image specification writes it as a digest: `sha256:` and hexadecimal digits.
public final class Sha256 {
    private static final String PREFIX = "sha256:";
    private static final Pattern DIGEST = Pattern.compile(PREFIX + "[0-9a-f]{64}");
    private static final String BLOBS = "blobs/sha256/";

    private final MessageDigest sum;

    public Sha256() {
        try {
            sum = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String of(byte[] bytes) {
        Sha256 one = new Sha256();
        one.add(bytes, bytes.length);
        return one.digest();
    }

    public static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    /// Where an OCI layout has the blob of that digest.
    public static String path(String digest) {
        return BLOBS + digest.substring(PREFIX.length());
    }

    /// What a file of that name has to have as its digest, if its name says it: that of an OCI layout, or Docker's
    /// `HEX.json`.
    public static Optional<String> promised(String name) {
        String hex = name.startsWith(BLOBS)
                ? name.substring(BLOBS.length())
                : name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : "";
        return Optional.of(PREFIX + hex).filter(Sha256::isDigest);
    }

    public void add(byte[] bytes, int count) {
        add(bytes, 0, count);
    }

    public void add(byte[] bytes, int from, int count) {
        sum.update(bytes, from, count);
    }

    /// Leaves the buffer as it is.
    public void add(ByteBuffer bytes) {
        sum.update(bytes.duplicate());
    }

    /// Ends it.
    public String digest() {
        return PREFIX + HexFormat.of().formatHex(sum.digest());
    }
}
