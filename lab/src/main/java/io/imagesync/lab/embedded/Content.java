package io.imagesync.lab.embedded;

import com.google.protobuf.ByteString;
import io.imagesync.model.Descriptor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The bytes of a blob: a pattern over and over again, so that large ones take no memory.
///
/// @param pattern all of a small blob
/// @param size bytes
record Content(ByteString pattern, long size) {
    /// The digest of a larger layer would take too long to compute: it is made up, and its own bytes are the pattern.
    private static final long LARGEST_HASHED = 8 << 20;
    private static final int STEP = 1 << 20;
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String SHA256 = "sha256:";

    static Content of(ByteString bytes) {
        return new Content(bytes, bytes.size());
    }

    static Content of(String text) {
        return of(ByteString.copyFromUtf8(text));
    }

    /// A layer made up from a word.
    ///
    /// @param size bytes
    static Descriptor layer(String word, long size) {
        String madeUp = of(word).digest();
        return new Descriptor(
                LAYER, size > LARGEST_HASHED ? madeUp : filled(madeUp, size).digest(), size);
    }

    /// The bytes of that layer.
    static Content ofLayer(String word, long size) {
        return filled(of(word).digest(), size);
    }

    private static Content filled(String digest, long size) {
        byte[] pattern = HexFormat.of().parseHex(digest.substring(SHA256.length()));
        return new Content(ByteString.copyFrom(pattern), size);
    }

    /// Whether those bytes are of a blob whose digest is made up.
    static boolean isMadeUp(Descriptor blob, long offset, ByteString bytes) {
        return blob.size() > LARGEST_HASHED
                && madeUp(blob).part(offset, bytes.size()).equals(bytes);
    }

    /// What a blob consists of whose digest is made up.
    static Content madeUp(Descriptor blob) {
        return filled(blob.digest(), blob.size());
    }

    /// At most so many bytes from an offset on; none behind the end.
    ByteString part(long offset, int max) {
        int length = Math.clamp(size - offset, 0, max);
        if (offset + length <= pattern.size()) {
            return pattern.substring((int) offset, (int) offset + length);
        }
        byte[] bytes = new byte[length];
        byte[] from = pattern.toByteArray();
        int at = (int) (offset % from.length);
        for (int i = 0; i < Math.min(length, from.length); i++) {
            bytes[i] = from[(at + i) % from.length];
        }
        for (int done = from.length; done < length; done *= 2) {
            System.arraycopy(bytes, 0, bytes, done, Math.min(done, length - done));
        }
        return ByteString.copyFrom(bytes);
    }

    /// All of it, which must fit into memory.
    byte[] bytes() {
        return part(0, Math.toIntExact(size)).toByteArray();
    }

    String digest() {
        MessageDigest sha256 = sha256();
        for (long offset = 0; offset < size; offset += STEP) {
            sha256.update(part(offset, STEP).asReadOnlyByteBuffer());
        }
        return text(sha256);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// What was hashed, as images name it.
    static String text(MessageDigest sha256) {
        return SHA256 + HexFormat.of().formatHex(sha256.digest());
    }
}
