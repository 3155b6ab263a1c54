package io.imagesync.ssh;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// A public key or a certificate in the wire format of RFC 4253, section 6.6, and of OpenSSH's PROTOCOL.certkeys.
final class KeyBlob {
    private static final String CERTIFICATE = "-cert-v01@openssh.com";

    private final byte[] bytes;
    private final String type;

    private KeyBlob(byte[] bytes, String type) {
        this.bytes = bytes;
        this.type = type;
    }

    static Optional<KeyBlob> of(byte[] bytes) {
        try {
            String type = new String(next(ByteBuffer.wrap(bytes)), StandardCharsets.US_ASCII);
            return type.matches("[A-Za-z0-9@.-]{3,100}") && bytes.length >= type.length() + 20
                    ? Optional.of(new KeyBlob(bytes.clone(), type))
                    : Optional.empty();
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /// The key of a line as a `.pub` file or the end of a known_hosts line has it: type, base64, comment.
    static Optional<KeyBlob> ofLine(String line) {
        String[] words = line.strip().split("[ \\t]+", 3);
        if (words.length < 2) {
            return Optional.empty();
        }
        try {
            return of(Base64.getDecoder().decode(words[1])).filter(k -> k.type.equals(words[0]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    String type() {
        return type;
    }

    boolean isCertificate() {
        return type.endsWith(CERTIFICATE);
    }

    /// Of an RSA key or certificate; for every other type more than anybody asks for.
    int rsaBits() {
        ByteBuffer plain = ByteBuffer.wrap(plain().map(p -> p.bytes).orElse(bytes));
        if (!new String(next(plain), StandardCharsets.US_ASCII).equals("ssh-rsa")) {
            return Integer.MAX_VALUE;
        }
        try {
            next(plain);
            return new BigInteger(1, next(plain)).bitLength();
        } catch (BufferUnderflowException e) {
            return 0;
        }
    }

    /// The key that a certificate is about, or the key itself.
    Optional<KeyBlob> plain() {
        if (!isCertificate()) {
            return Optional.of(this);
        }
        String stem = type.substring(0, type.length() - CERTIFICATE.length());
        boolean token = stem.startsWith("sk-");
        int fields = (stem.contains("ed25519") ? 1 : 2) + (token ? 1 : 0);
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            next(in);
            next(in);
            int start = in.position();
            for (int i = 0; i < fields; i++) {
                next(in);
            }
            return of(joined(stem + (token ? "@openssh.com" : ""), Arrays.copyOfRange(bytes, start, in.position())));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static byte[] joined(String type, byte[] fields) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(4 + name.length + fields.length)
                .putInt(name.length)
                .put(name)
                .put(fields)
                .array();
    }

    /// As `ssh-keygen -l` writes it: hash and type.
    String fingerprint() {
        String hash = Base64.getEncoder().withoutPadding().encodeToString(sha256(bytes));
        String name = type.replaceFirst("^(?:sk-)?(?:ssh-)?", "").replaceFirst("(?:-sha2.*|-cert-.*|@.*)$", "");
        return "SHA256:" + hash + " (" + name.toUpperCase(Locale.ROOT) + ")";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] next(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] field = new byte[length];
        in.get(field);
        return field;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyBlob blob && Arrays.equals(blob.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
